"""moto's server, whose CloudFormation also takes in the types of this app that moto does not know. Of those it resolves
every property and makes nothing but a name and an ARN. It also keeps stacks that have termination protection and
resources that are retained, lets the latter back into a stack by an import alone, and makes the resources of a change
set in the order of their dependencies."""

import sys

from moto.cloudformation import parsing
from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.models import CloudFormationBackend
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.common_models import CloudFormationModel
from moto.core.responses import ActionResult
from moto.server import main

# Type, the property that names it, and its ARN.
TYPES = [
    ("AWS::S3::BucketPolicy", "", ""),
    ("AWS::SNS::TopicPolicy", "", ""),
    ("AWS::SNS::Subscription", "", ""),
    ("AWS::SQS::QueuePolicy", "", ""),
    ("AWS::CloudWatch::Alarm", "AlarmName", "cloudwatch:{region}:{account}:alarm:{name}"),
    ("AWS::CloudTrail::Trail", "TrailName", "cloudtrail:{region}:{account}:trail/{name}"),
    ("AWS::Logs::MetricFilter", "FilterName", ""),
    ("AWS::Logs::QueryDefinition", "", ""),
    ("AWS::Config::ConfigRule", "ConfigRuleName", "config:{region}:{account}:config-rule/{name}"),
    ("AWS::Config::RemediationConfiguration", "", ""),
    ("AWS::Organizations::Policy", "", ""),
    ("AWS::Lambda::EventInvokeConfig", "", ""),
    ("AWS::Scheduler::ScheduleGroup", "Name", "scheduler:{region}:{account}:schedule-group/{name}"),
    ("AWS::Scheduler::Schedule", "Name", "scheduler:{region}:{account}:schedule/{name}"),
]


def model(type_name: str, name_property: str, arn: str) -> type:
    class Model(CloudFormationModel):
        # moto takes the second part of it for the name of a service.
        __module__ = "moto.more.models"

        def __init__(self, name: str, account: str, region: str) -> None:
            self.physical_resource_id = name
            self.arn = "arn:aws:" + arn.format(name=name, account=account, region=region)

        @staticmethod
        def cloudformation_name_type() -> str:
            return name_property

        @staticmethod
        def cloudformation_type() -> str:
            return type_name

        @classmethod
        def has_cfn_attr(cls, attr: str) -> bool:
            return attr == "Arn" and arn != ""

        def get_cfn_attribute(self, attribute_name: str) -> str:
            return self.arn

        @classmethod
        def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_):
            return cls(resource_name, account_id, region_name)

        def is_created(self) -> bool:
            return True

    return Model


# moto finds them among the subclasses.
MODELS = [model(*row) for row in TYPES]


def update_termination_protection(self: CloudFormationResponse) -> ActionResult:
    stack = self.cloudformation_backend.get_stack(self._get_param("StackName"))
    stack.enable_termination_protection = self._get_param("EnableTerminationProtection") in (True, "true")
    return ActionResult({"StackId": stack.stack_id})


delete_stack = CloudFormationBackend.delete_stack


def delete_unprotected_stack(self: CloudFormationBackend, name_or_stack_id: str) -> None:
    for stack in self.stacks.values():
        if name_or_stack_id in (stack.name, stack.stack_id) and stack.enable_termination_protection:
            reason = f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled"
            raise ValidationError(message=reason)
    delete_stack(self, name_or_stack_id)


# What is retained of a deleted stack, by account, Region, type and name.
retained: dict = {}
is_import = False


def keep_retained(self: parsing.ResourceMap) -> None:
    for logical_id, resource in self._parsed_resources.items():
        definition = self._resource_json_map.get(logical_id, {})
        if definition.get("DeletionPolicy") == "RetainExceptOnCreate":
            definition["DeletionPolicy"] = "Retain"
            key = (self._account_id, self._region_name, definition["Type"], resource.physical_resource_id)
            retained[key] = resource
    delete_resources(self)


def create_or_import(logical_id, resource_json, resources_map, account_id, region_name):
    found = parsing.parse_resource_and_generate_name(logical_id, resource_json, resources_map)
    key = (account_id, region_name, resource_json["Type"], found[2] if found else "")
    if key not in retained:
        return create_resource(logical_id, resource_json, resources_map, account_id, region_name)
    if not is_import:
        raise ValidationError(message=f"{key[2]} {key[3]} already exists")
    resource = retained.pop(key)
    resource.logical_resource_id = logical_id
    return resource


def create_change_set(self: CloudFormationResponse) -> ActionResult:
    global is_import
    is_import = self._get_bool_param("ImportExistingResources", False)
    return make_change_set(self)


def create_stack(self: CloudFormationResponse) -> ActionResult:
    global is_import
    is_import = False
    try:
        return make_stack(self)
    except ValidationError:
        stacks = self.cloudformation_backend.stacks
        for stack_id in [key for key, stack in stacks.items() if stack.name == self._get_param("StackName")]:
            del stacks[stack_id]
        raise


def in_order(resources: dict) -> dict:
    """Each resource after those that it depends on."""
    ordered: dict = {}

    def add(logical_id: str) -> None:
        depends_on = resources[logical_id].get("DependsOn", [])
        for other in [depends_on] if isinstance(depends_on, str) else depends_on:
            if other not in ordered:
                add(other)
        ordered.setdefault(logical_id, resources[logical_id])

    for each in resources:
        add(each)
    return ordered


def update_in_order(self: parsing.ResourceMap, template: dict, parameters=None) -> None:
    update_resources(self, {**template, "Resources": in_order(template["Resources"])}, parameters)


delete_resources = parsing.ResourceMap.delete
update_resources = parsing.ResourceMap.update
create_resource = parsing.parse_and_create_resource
make_change_set = CloudFormationResponse.create_change_set
make_stack = CloudFormationResponse.create_stack
parsing.ResourceMap.delete = keep_retained
parsing.ResourceMap.update = update_in_order
parsing.parse_and_create_resource = create_or_import
CloudFormationResponse.create_change_set = create_change_set
CloudFormationResponse.create_stack = create_stack

# What moto stores and does not heed.
CloudFormationResponse.update_termination_protection = update_termination_protection
CloudFormationBackend.delete_stack = delete_unprotected_stack

if __name__ == "__main__":
    main(["-H", "127.0.0.1", "-p", sys.argv[1]])
