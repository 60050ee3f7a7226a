import base64
import hashlib
import io
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import boto3
import botocore.config
import pytest
from conftest import ENDPOINT, KEY, SECRET, client, code

MIB = 1 << 20


def digest(data):
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


def test_buckets(s3, name):
    europe = client("s3", "eu-west-1")
    europe.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    assert code(europe.create_bucket, Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}) == "BucketAlreadyOwnedByYou"
    assert name in [b["Name"] for b in s3.list_buckets()["Buckets"]]
    assert europe.head_bucket(Bucket=name)["BucketRegion"] == "eu-west-1"
    assert s3.get_bucket_location(Bucket=name)["LocationConstraint"] == "eu-west-1"
    assert code(europe.head_bucket, Bucket=name + "x") == "404"
    assert code(europe.create_bucket, Bucket="Bad_Name", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}) == "InvalidBucketName"
    europe.delete_bucket(Bucket=name)
    assert code(europe.list_objects_v2, Bucket=name) == "NoSuchBucket"


def test_the_region_of_a_bucket_is_told_to_who_asks_elsewhere(s3, name):
    client("s3", "eu-west-1").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    assert s3.head_bucket(Bucket=name)["BucketRegion"] == "eu-west-1"


def test_objects(s3, bucket):
    body = os.urandom(300_000)
    put = s3.put_object(Bucket=bucket, Key="a/b c+d", Body=body, Metadata={"colour": "red"}, ChecksumAlgorithm="SHA256")
    assert put["ChecksumSHA256"] == digest(body)
    got = s3.get_object(Bucket=bucket, Key="a/b c+d")
    assert (got["Body"].read(), got["Metadata"]) == (body, {"colour": "red"})
    assert s3.get_object(Bucket=bucket, Key="a/b c+d", Range="bytes=1000-1999")["Body"].read() == body[1000:2000]
    assert s3.get_object(Bucket=bucket, Key="a/b c+d", Range="bytes=-10")["Body"].read() == body[-10:]
    assert code(s3.get_object, Bucket=bucket, Key="a/b c+d", Range="bytes=300000-") == "InvalidRange"
    head = s3.head_object(Bucket=bucket, Key="a/b c+d", ChecksumMode="ENABLED")
    assert (head["ContentLength"], head["ChecksumSHA256"], head["ETag"]) == (300_000, digest(body), put["ETag"])
    assert code(s3.put_object, Bucket=bucket, Key="a/b c+d", Body=b"", IfNoneMatch="*") == "PreconditionFailed"
    assert code(s3.put_object, Bucket=bucket, Key="x", Body=b"other", ChecksumSHA256=digest(body)) == "BadDigest"
    assert code(s3.get_object, Bucket=bucket, Key="x") == "NoSuchKey"
    s3.delete_object(Bucket=bucket, Key="a/b c+d")
    assert code(s3.head_object, Bucket=bucket, Key="a/b c+d") == "404"


def test_objects_are_copied_from_any_region_with_a_checksum_of_the_whole(s3, bucket):
    name = f"{bucket}-europe"
    body = os.urandom(6 * MIB)
    europe = client("s3", "eu-west-1")
    europe.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    etag = europe.put_object(Bucket=name, Key="a/b c+d", Body=body, Metadata={"colour": "red"})["ETag"]
    source = {"Bucket": name, "Key": "a/b c+d"}
    result = s3.copy_object(Bucket=bucket, Key="copy", CopySource=source, ChecksumAlgorithm="SHA256", CopySourceIfMatch=etag)["CopyObjectResult"]
    assert result["ChecksumSHA256"] == digest(body)
    got = s3.get_object(Bucket=bucket, Key="copy", ChecksumMode="ENABLED")
    assert (got["Body"].read(), got["Metadata"], got["ChecksumSHA256"]) == (body, {"colour": "red"}, digest(body))
    assert code(s3.copy_object, Bucket=bucket, Key="copy", CopySource=source, CopySourceIfMatch="other") == "PreconditionFailed"
    assert code(s3.copy_object, Bucket=bucket, Key="copy", CopySource={"Bucket": name, "Key": "x"}) == "NoSuchKey"


@pytest.mark.parametrize("algorithm", ["CRC32", "SHA256", "CRC32C", "CRC64NVME"])
def test_trailing_checksums(s3, bucket, algorithm):
    if algorithm in ("CRC32C", "CRC64NVME"):
        pytest.importorskip("awscrt")
    s3.put_object(Bucket=bucket, Key="k", Body=io.BytesIO(b"hello" * 1000), ChecksumAlgorithm=algorithm)
    head = s3.head_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")
    assert head["Checksum" + algorithm] and head["ContentLength"] == 5000


def test_listing(s3, bucket):
    for key in ["a/1", "a/2", "b", "c/1", "d"]:
        s3.put_object(Bucket=bucket, Key=key, Body=b"x")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, PaginationConfig={"PageSize": 2})
    assert [[o["Key"] for o in page["Contents"]] for page in pages] == [["a/1", "a/2"], ["b", "c/1"], ["d"]]
    assert len(s3.list_objects(Bucket=bucket)["Contents"]) == 5
    answer = s3.list_objects_v2(Bucket=bucket, Delimiter="/")
    assert [p["Prefix"] for p in answer["CommonPrefixes"]] == ["a/", "c/"]
    assert [o["Key"] for o in answer["Contents"]] == ["b", "d"]
    s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "a/1"}, {"Key": "d"}]})
    assert [o["Key"] for o in s3.list_objects_v2(Bucket=bucket)["Contents"]] == ["a/2", "b", "c/1"]
    assert code(s3.delete_bucket, Bucket=bucket) == "BucketNotEmpty"


def test_tagging(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    tags = [{"Key": "a", "Value": "1 + 2: ü"}]
    s3.put_object_tagging(Bucket=bucket, Key="k", Tagging={"TagSet": tags})
    assert s3.get_object_tagging(Bucket=bucket, Key="k")["TagSet"] == tags
    many = [{"Key": str(number), "Value": ""} for number in range(11)]
    assert code(s3.put_object_tagging, Bucket=bucket, Key="k", Tagging={"TagSet": many}) == "BadRequest"
    strange = [{"Key": "a", "Value": "1 & 2"}]
    assert code(s3.put_object_tagging, Bucket=bucket, Key="k", Tagging={"TagSet": strange}) == "InvalidTag"
    assert code(s3.put_object, Bucket=bucket, Key="k2", Body=b"", Tagging="a=1%262") == "InvalidTag"
    s3.delete_object_tagging(Bucket=bucket, Key="k")
    assert s3.get_object_tagging(Bucket=bucket, Key="k")["TagSet"] == []


def test_multipart_with_composite_checksum(s3, bucket):
    chunks = [os.urandom(5 * MIB), os.urandom(5 * MIB), os.urandom(100)]
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k", ChecksumAlgorithm="SHA256")["UploadId"]
    named = dict(Bucket=bucket, Key="k", UploadId=upload)
    assert code(s3.upload_part, PartNumber=1, Body=chunks[0], ChecksumSHA256=digest(b"x"), **named) == "BadDigest"
    parts = []
    for number, chunk in enumerate(chunks, 1):
        answer = s3.upload_part(PartNumber=number, Body=chunk, ChecksumSHA256=digest(chunk), **named)
        parts.append({"PartNumber": number, "ETag": answer["ETag"], "ChecksumSHA256": answer["ChecksumSHA256"]})
    listed = s3.list_parts(**named)
    assert listed["ChecksumAlgorithm"] == "SHA256"
    assert [(p["PartNumber"], p["ETag"], p["ChecksumSHA256"]) for p in listed["Parts"]] == [tuple(p.values()) for p in parts]
    pages = s3.get_paginator("list_parts").paginate(PaginationConfig={"PageSize": 2}, **named)
    assert [len(page["Parts"]) for page in pages] == [2, 1]
    uploads = s3.list_multipart_uploads(Bucket=bucket)["Uploads"]
    assert [(u["Key"], u["UploadId"]) for u in uploads] == [("k", upload)]
    assert code(s3.complete_multipart_upload, MultipartUpload={"Parts": parts[::-1]}, **named) == "InvalidPartOrder"
    bare = [{"PartNumber": p["PartNumber"], "ETag": p["ETag"]} for p in parts]
    assert code(s3.complete_multipart_upload, MultipartUpload={"Parts": bare}, **named) == "InvalidRequest"
    swapped = [dict(parts[0], ETag='"' + "0" * 32 + '"')] + parts[1:]
    assert code(s3.complete_multipart_upload, MultipartUpload={"Parts": swapped}, **named) == "InvalidPart"
    expected = digest(b"".join(hashlib.sha256(c).digest() for c in chunks)) + "-3"
    done = s3.complete_multipart_upload(MultipartUpload={"Parts": parts}, ChecksumSHA256=expected, **named)
    assert done["ChecksumSHA256"] == expected
    assert s3.head_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")["ChecksumSHA256"] == expected
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"".join(chunks)
    assert code(s3.list_parts, **named) == "NoSuchUpload"


def test_uploads_are_listed_in_pages_and_aborted(s3, bucket):
    ids = {s3.create_multipart_upload(Bucket=bucket, Key=f"k{n % 3}")["UploadId"] for n in range(7)}
    pages = s3.get_paginator("list_multipart_uploads").paginate(Bucket=bucket, PaginationConfig={"PageSize": 3})
    found = [[(u["Key"], u["UploadId"]) for u in page["Uploads"]] for page in pages]
    assert [len(page) for page in found] == [3, 3, 1]
    assert {upload for page in found for _, upload in page} == ids
    for page in found:
        for key, upload in page:
            s3.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=upload)
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=bucket)


def test_small_parts_are_refused(s3, bucket):
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]
    named = dict(Bucket=bucket, Key="k", UploadId=upload)
    parts = [{"PartNumber": n, "ETag": s3.upload_part(PartNumber=n, Body=b"x", **named)["ETag"]} for n in (1, 2)]
    assert code(s3.complete_multipart_upload, MultipartUpload={"Parts": parts}, **named) == "EntityTooSmall"


def test_presigned_urls(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"content")
    signer = client("s3", signature_version="s3v4")
    url = signer.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "k"})
    assert urllib.request.urlopen(url).read() == b"content"
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(url.replace("/k?", "/l?"))
    assert caught.value.code == 403


def test_virtual_host_style(bucket, monkeypatch):
    # Not every resolver knows the names below localhost.
    resolve = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *more, **named: resolve("127.0.0.1", *more, **named))
    port = ENDPOINT.rsplit(":", 1)[1]
    virtual = boto3.client(
        "s3", region_name="us-east-1", endpoint_url=f"http://localhost:{port}", aws_access_key_id=KEY, aws_secret_access_key=SECRET,
        config=botocore.config.Config(s3={"addressing_style": "virtual"}),
    )
    virtual.put_object(Bucket=bucket, Key="virtual", Body=b"x")
    assert client("s3").get_object(Bucket=bucket, Key="virtual")["Body"].read() == b"x"


def test_aws_cli_copies_in_parts(bucket, tmp_path):
    source = tmp_path / "source"
    source.write_bytes(os.urandom(20 * MIB + 5))
    environment = dict(
        os.environ, AWS_ENDPOINT_URL=ENDPOINT, AWS_ACCESS_KEY_ID=KEY, AWS_SECRET_ACCESS_KEY=SECRET, AWS_DEFAULT_REGION="us-east-1"
    )
    aws = [sys.executable, "-m", "awscli", "s3", "cp", "--no-progress"]
    subprocess.run([*aws, str(source), f"s3://{bucket}/copy"], env=environment, check=True)
    subprocess.run([*aws, f"s3://{bucket}/copy", str(tmp_path / "back")], env=environment, check=True)
    assert (tmp_path / "back").read_bytes() == source.read_bytes()
