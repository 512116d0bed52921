// A headless Chromium over its debugging pipe: messages are JSON, each ended by a zero byte.
import { spawn } from "node:child_process";

export class Browser {
  #child;
  #pending = new Map();
  #listeners = [];
  #number = 0;
  #received = "";
  #session;

  static async start(program, profile) {
    const browser = new Browser();
    const options = ["--headless", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu",
      "--disable-extensions", "--window-size=1280,900", "--user-data-dir=" + profile];
    if (process.getuid() === 0) options.push("--no-sandbox");
    browser.#child = spawn(program, [...options, "about:blank"],
      { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    browser.#child.stdio[4].setEncoding("utf8").on("data", (text) => browser.#read(text));
    const { targetId } = await browser.send("Target.createTarget",
      { url: "about:blank" });
    const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: true });
    browser.#session = sessionId;
    for (const domain of ["Page", "Runtime", "Log"]) await browser.send(domain + ".enable");
    return browser;
  }

  #read(text) {
    const parts = (this.#received + text).split("\0");
    this.#received = parts.pop();
    for (const part of parts) {
      const message = JSON.parse(part);
      if (!message.id) {
        for (const listener of this.#listeners) listener(message);
        continue;
      }
      const { resolve, reject } = this.#pending.get(message.id);
      this.#pending.delete(message.id);
      if (message.error) reject(new Error(message.error.message));
      else resolve(message.result);
    }
  }

  send(method, params = {}) {
    const id = ++this.#number;
    const message = { id, method, params };
    if (this.#session) message.sessionId = this.#session;
    this.#child.stdio[3].write(JSON.stringify(message) + "\0");
    return new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
  }

  on(listener) {
    this.#listeners.push(listener);
  }

  once(method) {
    return new Promise((resolve) => this.on((message) => message.method === method && resolve()));
  }

  async open(url) {
    const loaded = this.once("Page.loadEventFired");
    await this.send("Page.navigate", { url });
    await loaded;
  }

  // The value of an expression in the page; a promise is waited for.
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate",
      { expression, returnByValue: true, awaitPromise: true, userGesture: true });
    if (exceptionDetails)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async press(key, code = key) {
    const codes = { Enter: 13, Tab: 9, Escape: 27, ArrowLeft: 37, ArrowRight: 39 };
    const common = { key, code, windowsVirtualKeyCode: codes[key] };
    await this.send("Input.dispatchKeyEvent",
      { type: "keyDown", ...common, ...(key === "Enter" ? { text: "\r" } : {}) });
    await this.send("Input.dispatchKeyEvent", { type: "keyUp", ...common });
  }

  async close() {
    const ended = new Promise((resolve) => this.#child.on("exit", resolve));
    this.#session = undefined;
    await this.send("Browser.close");
    await ended;
  }
}
