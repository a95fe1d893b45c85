#!/usr/bin/env python3
"""A renderer that fills its pictures with a colour, and misbehaves on request."""
import os
import signal
import sys
import time

import iggan_renderer

calls = 0
kept = []


def strike(fault, note):
    if fault == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif fault == "exit":
        print("good bye")
        os._exit(3)
    elif fault == "hang":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(1000)
    elif fault == "half":
        os.write(3, b'{"job": ')
        time.sleep(1000)
    elif fault == "endless":
        while True:
            os.write(3, b"x" * 65536)
    elif fault == "garbage":
        os.write(3, b"Hello!\n")
    elif fault == "hog":
        kept.append(b"x" * (1 << 32))
    elif fault == "chatter":
        print("\n".join(f"line {number}" for number in range(1000000)))
    elif fault == "raise":
        raise ValueError("no picture today")
    elif fault == "cut":
        try:
            os.ftruncate(4, 0)
        except OSError:
            print("cannot cut")
    elif fault == "daemon":
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                with open(note, "w") as file:
                    file.write(str(os.getpid()))
                time.sleep(1000)
            os._exit(0)


def render(job):
    global calls
    calls += 1
    params = job.params
    if params["note"] and params["fault"] != "daemon":
        with open(params["note"], "a") as file:
            file.write(f"{os.getpid()}\n")
    if params["fault"] != "none" and calls > params["after"]:
        once = params["once"]
        if not once or not os.path.exists(once):
            if once:
                open(once, "w").close()
            strike(params["fault"], params["note"])
    if params["fault"] == "nothing":
        return [[[float("nan")] * 4] * job.width] * job.height
    shade = job.seed % 7 / 8
    return [[[shade, shade, shade, 1.0]] * job.width] * job.height


iggan_renderer.serve(
    render, id="org.iggan.test.program", determinism="bitwise", license="BSD-3-Clause",
    prepare=lambda params: params["fault"] == "refuse" and sys.exit("not with me"),
    params={"fault": {"type": "string", "default": "none"},
            "after": {"type": "integer", "minimum": 0, "default": 0},
            "once": {"type": "string", "default": ""},
            "note": {"type": "string", "default": "", "description": "file for process ids"}})
