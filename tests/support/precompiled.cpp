// Nothing of its own: the headers of all tests are precompiled with this file.
