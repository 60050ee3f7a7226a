import base64
import datetime

from conftest import ACCOUNT, client, code, page, register, until


def test_regions(ec2):
    usable = ec2.describe_regions()["Regions"]
    everything = ec2.describe_regions(AllRegions=True)["Regions"]
    assert {"us-east-1", "eu-central-1"} <= {r["RegionName"] for r in usable} < {r["RegionName"] for r in everything}
    assert {r["OptInStatus"] for r in everything} == {"opt-in-not-required", "not-opted-in"}
    assert code(client("ec2", "af-south-1").describe_images, Owners=["self"]) == "AuthFailure"


def test_import_is_idempotent_and_fails_with_a_message(ec2, s3, bucket, name):
    s3.put_object(Bucket=bucket, Key="disk", Body=b"x" * 2000)
    container = {"Format": "VMDK", "UserBucket": {"S3Bucket": bucket, "S3Key": "disk"}}
    tags = [{"ResourceType": "import-snapshot-task", "Tags": [{"Key": "Name", "Value": name}]}]
    first = ec2.import_snapshot(DiskContainer=container, ClientToken=name, TagSpecifications=tags)
    second = ec2.import_snapshot(DiskContainer=container, ClientToken=name, TagSpecifications=tags)
    assert first["ImportTaskId"] == second["ImportTaskId"]
    assert first["SnapshotTaskDetail"]["Status"] == "active"
    found = ec2.describe_import_snapshot_tasks(Filters=[{"Name": "tag:Name", "Values": [name]}])["ImportSnapshotTasks"]
    assert [t["ImportTaskId"] for t in found] == [first["ImportTaskId"]]

    container["UserBucket"]["S3Key"] = "missing"
    task = ec2.import_snapshot(DiskContainer=container)["ImportTaskId"]

    def failed():
        detail = ec2.describe_import_snapshot_tasks(ImportTaskIds=[task])["ImportSnapshotTasks"][0]["SnapshotTaskDetail"]
        return detail if detail["Status"] == "deleted" else None

    assert "404" in until(failed)["StatusMessage"]
    assert code(ec2.import_snapshot, DiskContainer=container, RoleName="nobody") == "InvalidParameter"
    assert code(ec2.import_snapshot, DiskContainer={"Format": "iso", "UserBucket": {"S3Bucket": bucket}}) == "InvalidParameter"
    assert code(ec2.describe_import_snapshot_tasks, ImportTaskIds=["import-snap-00000000000000000"]) == "InvalidConversionTaskId"


def test_snapshots_are_copied_to_other_regions(ec2, snapshot, name):
    other = client("ec2", "eu-central-1")
    tags = [{"ResourceType": "snapshot", "Tags": [{"Key": "Name", "Value": name}]}]
    copy = other.copy_snapshot(SourceRegion="us-east-1", SourceSnapshotId=snapshot, TagSpecifications=tags)["SnapshotId"]
    found = other.describe_snapshots(OwnerIds=["self"], Filters=[{"Name": "tag:Name", "Values": [name]}])["Snapshots"]
    assert [s["SnapshotId"] for s in found] == [copy]
    other.get_waiter("snapshot_completed").wait(SnapshotIds=[copy], WaiterConfig={"Delay": 1})
    assert other.describe_snapshots(SnapshotIds=[copy])["Snapshots"][0]["Progress"] == "100%"
    assert code(other.copy_snapshot, SourceRegion="us-east-1", SourceSnapshotId="snap-00000000") == "InvalidSnapshot.NotFound"
    assert code(other.describe_snapshots, SnapshotIds=["snap-00000000"]) == "InvalidSnapshot.NotFound"
    assert code(other.describe_snapshots, Filters=[{"Name": "colour", "Values": ["red"]}]) == "InvalidParameterValue"
    other.delete_snapshot(SnapshotId=copy)
    assert code(other.delete_snapshot, SnapshotId=copy) == "InvalidSnapshot.NotFound"


def test_snapshot_attributes(ec2, snapshot):
    ec2.modify_snapshot_attribute(
        SnapshotId=snapshot, Attribute="createVolumePermission", CreateVolumePermission={"Add": [{"UserId": "210987654321"}]}
    )
    ec2.modify_snapshot_attribute(
        SnapshotId=snapshot, Attribute="createVolumePermission", OperationType="add", GroupNames=["all"]
    )
    permissions = ec2.describe_snapshot_attribute(SnapshotId=snapshot, Attribute="createVolumePermission")
    assert permissions["CreateVolumePermissions"] == [{"Group": "all"}, {"UserId": "210987654321"}]
    ec2.modify_snapshot_attribute(
        SnapshotId=snapshot, Attribute="createVolumePermission", CreateVolumePermission={"Remove": [{"Group": "all"}]}
    )
    ec2.reset_snapshot_attribute(SnapshotId=snapshot, Attribute="createVolumePermission")
    permissions = ec2.describe_snapshot_attribute(SnapshotId=snapshot, Attribute="createVolumePermission")
    assert permissions["CreateVolumePermissions"] == []


def test_images_have_what_they_were_registered_with(ec2, snapshot, name):
    data = base64.b64encode(b"variables").decode()
    tags = [{"ResourceType": "image", "Tags": [{"Key": "colour", "Value": "red & <green>"}]}]
    image = register(
        ec2, snapshot, name, TpmSupport="v2.0", ImdsSupport="v2.0", UefiData=data, BillingProducts=["bp-123"], TagSpecifications=tags
    )
    ec2.get_waiter("image_available").wait(ImageIds=[image], WaiterConfig={"Delay": 1})
    found = ec2.describe_images(Owners=["self"], Filters=[{"Name": "name", "Values": [name[:-1] + "?"]}])["Images"]
    assert len(found) == 1
    assert found[0] | {"CreationDate": None} == found[0] | {
        "CreationDate": None,
        "ImageId": image,
        "State": "available",
        "OwnerId": ACCOUNT,
        "Public": False,
        "Architecture": "x86_64",
        "TpmSupport": "v2.0",
        "ImdsSupport": "v2.0",
        "BootMode": "uefi-preferred",
        "EnaSupport": True,
        "SriovNetSupport": "simple",
        "VirtualizationType": "hvm",
        "Tags": [{"Key": "colour", "Value": "red & <green>"}],
    }
    assert found[0]["BlockDeviceMappings"][0]["Ebs"]["VolumeSize"] == 8
    assert ec2.describe_image_attribute(ImageId=image, Attribute="uefiData")["UefiData"]["Value"] == data
    assert code(register, ec2, snapshot, name) == "InvalidAMIName.Duplicate"
    assert code(register, ec2, snapshot, "a*b") == "InvalidAMIName.Malformed"
    assert code(register, ec2, "snap-00000000", name + "2") == "InvalidSnapshot.NotFound"
    assert code(register, ec2, snapshot, name + "2", DryRun=True) == "DryRunOperation"
    assert code(ec2.delete_snapshot, SnapshotId=snapshot) == "InvalidSnapshot.InUse"
    assert code(ec2.describe_images, ImageIds=["ami-00000000"]) == "InvalidAMIID.NotFound"
    assert code(ec2.describe_images, ImageIds=["thing"]) == "InvalidAMIID.Malformed"


def test_image_attributes(ec2, image):
    add = {"Add": [{"UserId": "210987654321"}, {"OrganizationArn": "arn:aws:organizations::210987654321:organization/o-123"}]}
    ec2.modify_image_attribute(ImageId=image, Attribute="LaunchPermission", LaunchPermission=add)
    ec2.modify_image_attribute(ImageId=image, LaunchPermission={"Add": [{"Group": "all"}]})
    ec2.modify_image_attribute(ImageId=image, Description={"Value": "new"})
    ec2.modify_image_attribute(ImageId=image, ImdsSupport={"Value": "v2.0"})
    found = ec2.describe_images(ImageIds=[image])["Images"][0]
    assert (found["Public"], found["Description"], found["ImdsSupport"]) == (True, "new", "v2.0")
    permissions = ec2.describe_image_attribute(ImageId=image, Attribute="launchPermission")["LaunchPermissions"]
    assert len(permissions) == 3 and {"Group": "all"} in permissions and {"UserId": "210987654321"} in permissions
    assert ec2.describe_image_attribute(ImageId=image, Attribute="description")["Description"]["Value"] == "new"
    assert ec2.describe_image_attribute(ImageId=image, Attribute="bootMode")["BootMode"]["Value"] == "uefi-preferred"
    ec2.reset_image_attribute(ImageId=image, Attribute="launchPermission")
    assert ec2.describe_image_attribute(ImageId=image, Attribute="launchPermission")["LaunchPermissions"] == []
    bad = {"Add": [{"UserId": "me"}]}
    assert code(ec2.modify_image_attribute, ImageId=image, LaunchPermission=bad) == "InvalidAMIAttributeItemValue"


def deprecation(ec2, image):
    return ec2.describe_images(ImageIds=[image])["Images"][0].get("DeprecationTime")


def days_ahead(days):
    return datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) + datetime.timedelta(days=days)


def test_deprecation(ec2, image):
    date = days_ahead(100).replace(second=40)
    ec2.enable_image_deprecation(ImageId=image, DeprecateAt=date)
    minute = date.replace(second=0) + datetime.timedelta(minutes=1)
    assert deprecation(ec2, image) == minute.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    ec2.disable_image_deprecation(ImageId=image)
    assert deprecation(ec2, image) is None
    assert code(ec2.enable_image_deprecation, ImageId=image, DeprecateAt=days_ahead(-1)) == "InvalidParameterValue"
    assert code(ec2.enable_image_deprecation, ImageId=image, DeprecateAt=days_ahead(3700)) == "InvalidParameterValue"
    assert code(ec2.disable_image_deprecation, ImageId="ami-00000000") == "InvalidAMIID.NotFound"


def test_public_images_are_deprecated_after_two_years(ec2, image):
    created = datetime.datetime.fromisoformat(ec2.describe_images(ImageIds=[image])["Images"][0]["CreationDate"].replace("Z", "+00:00"))
    ec2.enable_image_deprecation(ImageId=image, DeprecateAt=days_ahead(3000))
    ec2.modify_image_attribute(ImageId=image, LaunchPermission={"Add": [{"Group": "all"}]})
    set_by_ec2 = datetime.datetime.fromisoformat(deprecation(ec2, image).replace("Z", "+00:00"))
    assert abs((set_by_ec2 - created).total_seconds() - 730 * 86400) <= 60
    assert code(ec2.enable_image_deprecation, ImageId=image, DeprecateAt=days_ahead(740)) == "InvalidParameterValue"
    assert code(ec2.disable_image_deprecation, ImageId=image) == "OperationNotPermitted"
    ec2.enable_image_deprecation(ImageId=image, DeprecateAt=days_ahead(30))
    ec2.modify_image_attribute(ImageId=image, LaunchPermission={"Remove": [{"Group": "all"}]})
    ec2.disable_image_deprecation(ImageId=image)
    assert deprecation(ec2, image) is None


def protection(ec2, image):
    found = ec2.describe_images(ImageIds=[image])["Images"][0]["DeregistrationProtection"]
    attribute = ec2.describe_image_attribute(ImageId=image, Attribute="deregistrationProtection")
    assert attribute["DeregistrationProtection"]["Value"] == found
    return found


def test_protection(ec2, image):
    assert protection(ec2, image) == "disabled"
    assert ec2.enable_image_deregistration_protection(ImageId=image)["Return"] == "enabled-without-cooldown"
    assert protection(ec2, image) == "enabled-without-cooldown"
    assert code(ec2.deregister_image, ImageId=image) == "OperationNotPermitted"
    assert ec2.disable_image_deregistration_protection(ImageId=image)["Return"] == "disabled"
    snapshot = ec2.describe_images(ImageIds=[image])["Images"][0]["BlockDeviceMappings"][0]["Ebs"]["SnapshotId"]
    ec2.deregister_image(ImageId=image, DeleteAssociatedSnapshots=True)
    assert code(ec2.describe_images, ImageIds=[image]) == "InvalidAMIID.NotFound"
    assert code(ec2.describe_snapshots, SnapshotIds=[snapshot]) == "InvalidSnapshot.NotFound"


def test_protection_with_cooldown(ec2, image):
    ec2.enable_image_deregistration_protection(ImageId=image, WithCooldown=True)
    assert protection(ec2, image) == "enabled-with-cooldown"
    ec2.disable_image_deregistration_protection(ImageId=image)
    assert protection(ec2, image) == "disabled"
    assert code(ec2.deregister_image, ImageId=image) == "OperationNotPermitted"


def test_a_snapshot_stays_while_another_image_stands_on_it(ec2, snapshot, name):
    first, second = register(ec2, snapshot, name + "-1"), register(ec2, snapshot, name + "-2")
    standing = ec2.describe_images(Owners=["self"], Filters=[{"Name": "block-device-mapping.snapshot-id", "Values": [snapshot]}])
    assert [i["ImageId"] for i in standing["Images"]] == [first, second]
    kept = ec2.deregister_image(ImageId=first, DeleteAssociatedSnapshots=True)["DeleteSnapshotResults"]
    assert kept == [{"SnapshotId": snapshot, "ReturnCode": "skipped"}]
    assert ec2.describe_snapshots(SnapshotIds=[snapshot])["Snapshots"]
    deleted = ec2.deregister_image(ImageId=second, DeleteAssociatedSnapshots=True)["DeleteSnapshotResults"]
    assert deleted == [{"SnapshotId": snapshot, "ReturnCode": "success"}]
    assert code(ec2.deregister_image, ImageId=second) == "InvalidAMIID.NotFound"


def test_tags(ec2, image, snapshot):
    ec2.create_tags(Resources=[image, snapshot], Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": ""}])
    ec2.delete_tags(Resources=[image], Tags=[{"Key": "a"}])
    rows = ec2.describe_tags(Filters=[{"Name": "resource-id", "Values": [image, snapshot]}])["Tags"]
    assert sorted((r["ResourceType"], r["Key"], r["Value"]) for r in rows) == [
        ("image", "b", ""),
        ("snapshot", "a", "1"),
        ("snapshot", "b", ""),
    ]
    assert code(ec2.create_tags, Resources=["ami-00000000"], Tags=[{"Key": "a", "Value": "1"}]) == "InvalidAMIID.NotFound"
    assert code(ec2.create_tags, Resources=[image], Tags=[{"Key": "aws:a", "Value": "1"}]) == "InvalidParameterValue"


def test_pages(ec2, snapshot, name):
    images = [register(ec2, snapshot, f"{name}-{number}") for number in range(12)]
    pages = ec2.get_paginator("describe_images").paginate(
        Owners=["self"], Filters=[{"Name": "name", "Values": [name + "-*"]}], PaginationConfig={"PageSize": 5}
    )
    assert [[i["ImageId"] for i in page["Images"]] for page in pages] == [images[:5], images[5:10], images[10:]]


def test_block_public_access(snapshot, name):
    ec2 = client("ec2")
    image = register(ec2, snapshot, name)
    ec2.enable_image_block_public_access(ImageBlockPublicAccessState="block-new-sharing")
    ec2.enable_snapshot_block_public_access(State="block-all-sharing")
    try:
        assert ec2.get_image_block_public_access_state()["ImageBlockPublicAccessState"] == "block-new-sharing"
        assert ec2.get_snapshot_block_public_access_state()["State"] == "block-all-sharing"
        public = {"Add": [{"Group": "all"}]}
        assert code(ec2.modify_image_attribute, ImageId=image, LaunchPermission=public) == "OperationNotPermitted"
        assert code(ec2.modify_snapshot_attribute, SnapshotId=snapshot, CreateVolumePermission=public) == "OperationNotPermitted"
    finally:
        ec2.disable_image_block_public_access()
        ec2.disable_snapshot_block_public_access()
    assert ec2.get_image_block_public_access_state()["ImageBlockPublicAccessState"] == "unblocked"


def test_encryption_by_default(ec2, bucket, s3):
    s3.put_object(Bucket=bucket, Key="disk", Body=b"\0" * 1024)
    assert ec2.get_ebs_encryption_by_default()["EbsEncryptionByDefault"] is False
    page("/_sandbox/config", "PUT", {"encryptionByDefault": True})
    try:
        assert ec2.get_ebs_encryption_by_default()["EbsEncryptionByDefault"] is True
        task = ec2.import_snapshot(DiskContainer={"Format": "raw", "UserBucket": {"S3Bucket": bucket, "S3Key": "disk"}})
    finally:
        page("/_sandbox/config", "PUT", {"encryptionByDefault": False})
    named = dict(ImportTaskIds=[task["ImportTaskId"]])
    ec2.get_waiter("snapshot_imported").wait(WaiterConfig={"Delay": 1}, **named)
    snapshot = ec2.describe_import_snapshot_tasks(**named)["ImportSnapshotTasks"][0]["SnapshotTaskDetail"]["SnapshotId"]
    assert ec2.describe_snapshots(SnapshotIds=[snapshot])["Snapshots"][0]["Encrypted"] is True
    for someone in ({"Group": "all"}, {"UserId": "210987654321"}):
        added = {"Add": [someone]}
        assert code(ec2.modify_snapshot_attribute, SnapshotId=snapshot, CreateVolumePermission=added) == "OperationNotPermitted"


def test_calls_that_do_not_exist(ec2):
    assert code(ec2.describe_instances) == "InvalidAction"
