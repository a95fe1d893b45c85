"""Reads TensorBoard's event files using only the public format: TFRecord and event.proto.

python3 read_events.py FILE prints a line for each value: step, tag, and number or picture size.
"""
import struct
import sys


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def check(data, stored):
    crc = crc32c(data)
    assert struct.unpack("<I", stored)[0] == ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def records(data):
    while data:
        check(data[:8], data[8:12])
        (length,) = struct.unpack("<Q", data[:8])
        record = data[12 : 12 + length]
        check(record, data[12 + length : 16 + length])
        yield record
        data = data[16 + length :]


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if data[at - 1] < 0x80:
            return value, at


def fields(message):
    at = 0
    while at < len(message):
        key, at = varint(message, at)
        kind = key & 7
        if kind == 0:
            value, at = varint(message, at)
        elif kind == 2:
            length, at = varint(message, at)
            value, at = message[at : at + length], at + length
        else:
            size, code = {1: (8, "<d"), 5: (4, "<f")}[kind]
            (value,), at = struct.unpack(code, message[at : at + size]), at + size
        yield key >> 3, value


for record in records(open(sys.argv[1], "rb").read()):
    event = dict(fields(record))
    assert event[1] > 1e9  # seconds since 1970
    if 3 in event:
        print("version", event[3].decode())
    if 7 in event:
        print("start", event[2], dict(fields(event[7]))[1])
    for number, value in fields(event.get(5, b"")):
        content = dict(fields(value))
        if 4 in content:
            image = dict(fields(content[4]))
            print(event[2], content[1].decode(), image[1], "x", image[2], image[4][1:4].decode())
        else:
            print(event[2], content[1].decode(), content[2])
