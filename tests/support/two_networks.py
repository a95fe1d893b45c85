#!/usr/bin/env python3
"""Runs one command in each of two network namespaces that are joined by a slow link.

usage: two_networks.py MILLISECONDS COMMAND0 COMMAND1

Each command is a shell line and sees one interface, link0: 10.77.0.1 in the first namespace,
10.77.0.2 in the second. Every packet arrives MILLISECONDS later than it was sent. Needs root and
/dev/net/tun (Linux). The exit status, once both have ended, is that of a command that failed, or 0; it
is 77 if namespaces or tunnels are not available.
"""
import collections
import ctypes
import fcntl
import os
import selectors
import signal
import struct
import subprocess
import sys
import time

CLONE_NEWNET = 0x40000000
TUNSETIFF, TUN_WITHOUT_HEADER = 0x400454CA, 0x1001
LARGEST_PACKET = 65535


def enter_own_network():
    """Moves this process into a new namespace that has only link0. Returns link0's descriptor."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    tunnel = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(tunnel, TUNSETIFF, struct.pack("16sH", b"link0", TUN_WITHOUT_HEADER))
    return tunnel


def start(number, command):
    """Starts a command in its own namespace. Returns (process, descriptor of its link0)."""
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    tunnel = enter_own_network()
    address = f"10.77.0.{number + 1}/24"
    for line in (f"link set link0 mtu {LARGEST_PACKET - 35} up", f"addr add {address} dev link0",
                 "link set lo up"):
        subprocess.run(["ip", *line.split()], check=True)
    process = subprocess.Popen(["sh", "-c", command], start_new_session=True)
    ctypes.CDLL(None).setns(home, CLONE_NEWNET)  # os.setns needs Python 3.12
    os.close(home)
    return process, tunnel


def carry_until_done(delay, processes, tunnels):
    """Carries packets between the tunnels. Returns the exit status of this program."""
    waiting = collections.deque()  # (arrival time, destination, packet): in order, since delays are equal
    ready = selectors.DefaultSelector()
    for tunnel, other in (tunnels, tunnels[::-1]):
        os.set_blocking(tunnel, False)
        ready.register(tunnel, selectors.EVENT_READ, other)
    while True:
        ended = [process.poll() for process in processes]
        if all(status is not None for status in ended):
            return next((status for status in ended if status), 0)
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, tunnel, packet = waiting.popleft()
            os.write(tunnel, packet)
        pause = min(0.05, waiting[0][0] - now) if waiting else 0.05
        for key, _ in ready.select(max(0, pause)):
            waiting.append((time.monotonic() + delay, key.data, os.read(key.fd, LARGEST_PACKET)))


def main():
    delay, commands = float(sys.argv[1]) / 1000, sys.argv[2:]
    processes, tunnels = [], []
    try:
        for number, command in enumerate(commands):
            process, tunnel = start(number, command)
            processes.append(process)
            tunnels.append(tunnel)
    except (OSError, subprocess.CalledProcessError) as error:
        print("no network namespaces:", error, file=sys.stderr)
        return 77
    status = 1
    try:
        status = carry_until_done(delay, processes, tunnels)
    finally:
        for process in processes:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
    return abs(status)


if __name__ == "__main__":
    sys.exit(main())
