"""Serves one release of the damage model over HTTP, in the Open Inference Protocol's JSON form (v2).

    python serve.py /srv/birdstrikes/current --port 8080

    GET  /v2/health/live, /v2/health/ready
    GET  /v2/models/birdstrikes             tensors, and in `parameters.digest` which model this is
    GET  /v2/models/birdstrikes/ready
    POST /v2/models/birdstrikes/infer       {"inputs": [one tensor per feature]} or {"instances": [{feature: value}]}

Every answer carries the digest in the header `X-Model-Digest`. It is computed from the bytes that were loaded, never
taken on trust: a digest given by `--digest` or ML_MODEL_DIGEST that differs stops the start.
"""

import argparse
import hashlib
import json
import math
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import predict

MAX_BODY_BYTES = 8 * 1024 * 1024
DATATYPES = {"number": "FP64", "category": "BYTES"}


class BadRequest(Exception):
    """The caller's mistake; its text is the answer."""


def digest_of(directory):
    """SHA-256 of the canonical JSON of the sorted [{path, sha256, size}]: the digest ml-actions gives a model."""
    files = {path.relative_to(directory).as_posix(): path for path in Path(directory).rglob("*") if path.is_file()}
    manifest = [
        {
            "path": name,
            "sha256": hashlib.sha256(files[name].read_bytes()).hexdigest(),
            "size": files[name].stat().st_size,
        }
        for name in sorted(files)
    ]
    return hashlib.sha256(json.dumps(manifest, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


class Model:
    def __init__(self, name, directory):
        # `current` may move while we run: resolve the link once and read every file from the same release.
        directory = os.path.realpath(directory)
        self.name = name
        self.digest = digest_of(directory)
        self.features, self.score = predict.load(directory)

    def metadata(self):
        return {
            "name": self.name,
            "versions": [self.digest],
            "platform": "birdstrikes",
            "inputs": [
                {"name": feature["name"], "datatype": DATATYPES[feature["type"]], "shape": [-1]}
                for feature in self.features
            ],
            "outputs": [{"name": "score", "datatype": "FP64", "shape": [-1]}],
            "parameters": {"digest": self.digest},
        }

    def infer(self, request):
        if not isinstance(request, dict) or ("inputs" in request) == ("instances" in request):
            raise BadRequest('expected an object with either "inputs" or "instances"')
        columns = self.tensors(request["inputs"]) if "inputs" in request else self.instances(request["instances"])
        scores = self.score([list(row) for row in zip(*columns)])
        output = {"name": "score", "datatype": "FP64", "shape": [len(scores)], "data": scores}
        answer = {"model_name": self.name, "model_version": self.digest, "outputs": [output]}
        return {"id": request["id"], **answer} if "id" in request else answer

    def tensors(self, tensors):
        if not isinstance(tensors, list) or not all(isinstance(tensor, dict) for tensor in tensors):
            raise BadRequest('"inputs" must be a list of tensors')
        given = {tensor.get("name"): tensor.get("data") for tensor in tensors}
        return self.columns(given)

    def instances(self, instances):
        if not isinstance(instances, list) or not all(isinstance(instance, dict) for instance in instances):
            raise BadRequest('"instances" must be a list of objects')
        names = [feature["name"] for feature in self.features]
        return self.columns({name: [instance.get(name) for instance in instances] for name in names})

    def columns(self, given):
        """The features' values in the model's order; all of one length, each of its feature's type."""
        columns = [column_of(feature, given.get(feature["name"])) for feature in self.features]
        if len({len(column) for column in columns}) > 1:
            raise BadRequest("the features differ in length")
        return columns


def column_of(feature, values):
    name, is_number = feature["name"], feature["type"] == "number"
    if not isinstance(values, list):
        raise BadRequest(f'"{name}" is missing')
    if is_number and all(type(value) in (int, float) and math.isfinite(value) for value in values):
        return [float(value) for value in values]
    if not is_number and all(isinstance(value, str) for value in values):
        return values
    raise BadRequest(f'"{name}" must hold {"finite numbers" if is_number else "text"} only')


class Handler(BaseHTTPRequestHandler):
    model: Model
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = f"/v2/models/{self.model.name}"
        answers = {
            "/v2/health/live": {"live": True},
            "/v2/health/ready": {"ready": True},
            f"{path}/ready": {"name": self.model.name, "ready": True},
            path: self.model.metadata(),
        }
        found = answers.get(self.path)
        self.answer(200 if found else 404, found or {"error": "not found"})

    def do_POST(self):
        body = self.body()
        if body is None:
            self.answer(413, {"error": f"the body must have a length of at most {MAX_BODY_BYTES} bytes"}, close=True)
        elif self.path != f"/v2/models/{self.model.name}/infer":
            self.answer(404, {"error": "not found"})
        else:
            try:
                self.answer(200, self.model.infer(json.loads(body)))
            except (BadRequest, ValueError, OverflowError, RecursionError) as error:
                self.answer(400, {"error": str(error)})

    def body(self):
        length = self.headers.get("Content-Length", "")
        return self.rfile.read(int(length)) if length.isdecimal() and int(length) <= MAX_BODY_BYTES else None

    def answer(self, status, value, close=False):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Model-Digest", self.model.digest)
        if close:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Requests are not logged: they hold the users' data."""


def arguments():
    parser = argparse.ArgumentParser(description="Serves one release of the damage model.")
    parser.add_argument("release", help="directory of the model's files, or a link to it")
    parser.add_argument("--name", default="birdstrikes")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8080")), help="0 takes a free one")
    parser.add_argument("--digest", default=os.environ.get("ML_MODEL_DIGEST"), help="refuse to serve any other model")
    return parser.parse_args()


def main():
    given = arguments()
    model = Model(given.name, given.release)
    if given.digest and given.digest.removeprefix("sha256:") != model.digest:
        raise SystemExit(f"{given.release}: this is model {model.digest}, not {given.digest}")
    Handler.model = model
    server = ThreadingHTTPServer((given.host, given.port), Handler)
    print(f"serving {model.name} {model.digest} at http://{given.host}:{server.server_port}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
