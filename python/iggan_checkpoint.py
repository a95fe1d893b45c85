"""Reads checkpoints and weights of iggan: safetensors files (docs/checkpoints.md).

Standard library only. `load(path)` returns (tensors, texts): texts are the metadata strings by key;
a tensor is (type, shape, numbers), with the numbers in a flat array.array in row-major order:

    tensors, texts = load("checkpoint-003000.safetensors")
    kind, shape, numbers = tensors["average.fc.weight"]
    weight = numpy.array(numbers).reshape(shape)    # if NumPy is installed

As a program it lists a file and prints the named tensors:

    python3 iggan_checkpoint.py FILE [NAME...]
"""

import array
import hashlib
import json
import sys

CODES = {"U8": "B", "I64": "q", "F32": "f", "F64": "d"}  # the type codes of array.array


def load(path):
    """Returns a file's tensors and metadata strings. Raises ValueError if the file is damaged."""
    with open(path, "rb") as file:
        data = file.read()
    end = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:end])
    texts = header.pop("__metadata__")
    digest = texts.pop("sha256")
    entry = '"sha256":"%s"'
    blank = data.replace((entry % digest).encode(), (entry % ("0" * 64)).encode(), 1)
    if hashlib.sha256(blank).hexdigest() != digest:
        raise ValueError("%s is damaged: its content does not match its sha256" % path)
    tensors = {}
    for name, tensor in header.items():
        begin, stop = tensor["data_offsets"]
        numbers = array.array(CODES[tensor["dtype"]], data[end + begin : end + stop])
        if sys.byteorder == "big":
            numbers.byteswap()
        tensors[name] = (tensor["dtype"], tensor["shape"], numbers)
    return tensors, texts


def main(path, names):
    tensors, texts = load(path)
    for key, text in sorted(texts.items()):
        print("%s: %s" % (key, text))
    for name, (kind, shape, numbers) in sorted(tensors.items()):
        print("%s  %s  %s" % (name, kind, shape))
        if name in names:
            print(numbers.tolist())


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2:])
    except (IndexError, KeyError, OSError, ValueError) as error:
        sys.exit("cannot read %s: %s" % (" ".join(sys.argv[1:2]) or "nothing", error))
