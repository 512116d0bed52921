"""Forward passes of one network in one of the peers, as bench/forward_check.cpp does them: answers each line "BATCH
PASSES" with the seconds of every pass; the first line that it writes holds pooled features.

    forward_engine.py openvino|onnxruntime|tensorflow NETWORK_FOLDER NAME INPUTS.f32 [--threads N]
"""

import argparse
import json
import os
import sys
import time

import numpy as np

BATCHES = (1, 8)


def keras_model(arguments):
    import keras
    import keras_networks

    keras_networks.set_threads(arguments.threads)
    base = keras_networks.build(arguments.name, arguments.size)
    base.load_weights(os.path.join(arguments.network, "network.weights.h5"))
    return keras.Model(base.input, keras.layers.GlobalAveragePooling2D()(base.output))


def openvino_passes(arguments):
    import openvino

    converted = openvino.convert_model(keras_model(arguments))
    core = openvino.Core()
    properties = {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": arguments.threads, "NUM_STREAMS": 1}
    requests = {}
    for batch in BATCHES:
        converted.reshape([batch, arguments.size, arguments.size, 3])
        requests[batch] = core.compile_model(converted, "CPU", properties).create_infer_request()
    return lambda inputs: requests[len(inputs)].infer([inputs])[0]


def onnxruntime_passes(arguments):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = arguments.threads
    file = os.path.join(arguments.network, "network.onnx")
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    return lambda inputs: session.run(None, {"input": inputs})[0]


def tensorflow_passes(arguments):
    import tensorflow as tf

    model = keras_model(arguments)
    compiled = tf.function(lambda x: model(x, training=False))
    return lambda inputs: compiled(tf.constant(inputs)).numpy()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engine", choices=["openvino", "onnxruntime", "tensorflow"])
    parser.add_argument("network")
    parser.add_argument("name")
    parser.add_argument("inputs")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    values = np.fromfile(arguments.inputs, np.float32)
    arguments.size = int((len(values) / 3 / max(BATCHES)) ** 0.5)
    inputs = values.reshape(-1, arguments.size, arguments.size, 3)
    run = globals()[arguments.engine + "_passes"](arguments)
    pooled = np.concatenate([run(inputs[i : i + 1]) for i in range(2)])
    print(json.dumps({"pooled": pooled.ravel().tolist()}), flush=True)
    for line in sys.stdin:
        batch, passes = map(int, line.split())
        given = np.ascontiguousarray(inputs[:batch])
        run(given)
        seconds = []
        for _ in range(passes):
            started = time.perf_counter()
            run(given)
            seconds.append(time.perf_counter() - started)
        print(json.dumps({"seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
