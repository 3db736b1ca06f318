"""A real S3 API (moto) that verifies signatures. Prints one line of JSON when it is ready, and serves until its input ends."""

import json
import logging
import sys

import boto3
from moto import settings
from moto.server import ThreadedMotoServer

logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
url = f"http://{host}:{port}"
root = {"endpoint_url": url, "region_name": "eu-west-1", "aws_access_key_id": "x", "aws_secret_access_key": "x"}

s3 = boto3.client("s3", **root)
s3.create_bucket(Bucket="data", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
objects = {
    "birds/a b+ü&'(1).csv": "id\n1\n",
    "birds/part-1.csv": "id\n2\n3\n",
    "birds/part-2.csv": "id\n4\n",
    "birds/deep/part-3.csv": "id\n5\n",
    "birds/readme.txt": "no data",
    **{f"nights/{name}.csv": "x\n" + "".join(f"{number % 50 + shift}\n" for number in range(400)) for name, shift in [("train", 0), ("2026-11-21", 30)]},
    **{f"many/{number:05}.csv": f"id\n{number}\n" for number in range(1_200)},
}
for key, body in objects.items():
    s3.put_object(Bucket="data", Key=key, Body=body.encode())

iam = boto3.client("iam", **root)


def user(name: str, actions: list[str]) -> dict[str, str]:
    iam.create_user(UserName=name)
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=document)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}


users = {"reader": user("reader", ["s3:*"]), "stranger": user("stranger", ["sqs:*"])}
settings.INITIAL_NO_AUTH_ACTION_COUNT = 0  # from here on every request must be signed and allowed
print(json.dumps({"url": url, **users}), flush=True)
sys.stdin.read()
server.stop()
