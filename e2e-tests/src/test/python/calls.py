"""Calls operations of an API document with the client that openapi-python-client made of it."""

import datetime
import enum
import importlib
import inspect
import io
import json
import pkgutil
import re
import typing
import uuid

METHODS = ("get", "put", "post", "delete", "patch")


class Wrong(Exception):
    """The document and an answer do not agree."""


def snake(name):
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


class Operations:
    """The operations of a document, each with the module of the client that calls it."""

    def __init__(self, document, package):
        self.document = document
        self.by_id = {}
        self.statuses = {}
        modules = {}
        api = importlib.import_module(package + ".api")
        for found in pkgutil.walk_packages(api.__path__, api.__name__ + "."):
            if not found.ispkg:
                modules[found.name.rsplit(".", 1)[1]] = found.name
        for path, item in document["paths"].items():
            for method in METHODS:
                if method in item:
                    operation = item[method]
                    name = operation["operationId"]
                    if snake(name) not in modules:
                        raise Wrong(f"the client has no {name} ({method.upper()} {path})")
                    module = importlib.import_module(modules[snake(name)])
                    self.by_id[name] = (method.upper(), path, operation, module)

    def called(self, name, status):
        self.statuses.setdefault(name, []).append(status)
        method, path, _, _ = self.by_id[name]
        print(f"{name} {method} {path} -> {status}", flush=True)

    def response(self, name, status):
        """What the document says of an answer with this status."""
        documented = self.by_id[name][2]["responses"].get(str(status))
        if documented is None:
            raise Wrong(f"{name} was answered with {status}, which the document does not name")
        if "$ref" in documented:
            shared = documented["$ref"].rsplit("/", 1)[1]
            documented = self.document["components"]["responses"][shared]
        return documented

    def never_called(self):
        return sorted(set(self.by_id) - set(self.statuses))


class Caller:
    """One user's calls, each of which must be answered as the document says."""

    def __init__(self, operations, client):
        self.operations = operations
        self.client = client

    def call(self, name, /, expect=None, **arguments):
        """The answer's JSON, once status, type and fields are as the document has them.

        expect: the statuses that are right; each documented success when left out.
        """
        _, _, _, module = self.operations.by_id[name]
        answer = module.sync_detailed(client=self.client, **typed(module, name, arguments))
        status = int(answer.status_code)
        documented = self.operations.response(name, status)
        if status not in (expect or [status if 200 <= status < 300 else None]):
            raise Wrong(f"{name} was answered with {status}: {answer.content[:2000]!r}")
        self.operations.called(name, status)
        content = documented.get("content")
        if not content:
            if answer.content:
                raise Wrong(f"{name}: {status} has a body that the document does not have")
            return None
        if answer.parsed is None:
            raise Wrong(f"{name}: the client made nothing of {status} {answer.content[:500]!r}")
        media = answer.headers["content-type"].split(";")[0]
        if media not in content:
            raise Wrong(f"{name}: {status} is {media}, documented is {', '.join(content)}")
        if media != "application/json" and not media.endswith("+json"):
            return answer.content
        raw = json.loads(answer.content)
        if hasattr(answer.parsed, "to_dict"):
            told = answer.parsed.to_dict()
            if not same(raw, told):
                raise Wrong(f"{name}: the client reads {told} from {raw}")
            undocumented(name, answer.parsed)
        return raw

    def stream(self, name, /, **arguments):
        """Opens a stream and gives its first bytes."""
        _, _, _, module = self.operations.by_id[name]
        request = module._get_kwargs(**typed(module, name, arguments))
        with self.client.get_httpx_client().stream(**request) as answer:
            documented = self.operations.response(name, answer.status_code)
            media = answer.headers["content-type"].split(";")[0]
            if answer.status_code != 200 or media not in documented.get("content", {}):
                raise Wrong(f"{name}: {answer.status_code} {media} {answer.read()[:2000]!r}")
            first = next(answer.iter_bytes())
        self.operations.called(name, answer.status_code)
        return first


def typed(module, name, arguments):
    """The arguments as the client's own types, as a program in Python has them."""
    parameters = inspect.signature(module._get_kwargs).parameters
    unknown = set(arguments) - set(parameters)
    if unknown:
        raise Wrong(f"{name} has no {', '.join(unknown)}; it has {', '.join(parameters)}")
    values = {}
    for key, value in arguments.items():
        values[key] = as_type(parameters[key].annotation, value)
        if isinstance(value, bytes):
            continue
        if key == "body" and not same(value, values[key].to_dict()):
            raise Wrong(f"{name}: the client would send {values[key].to_dict()} for {value}")
    return values


def as_type(annotation, value):
    for kind in typing.get_args(annotation) or (annotation,):
        if isinstance(value, list) and typing.get_origin(kind) is list:
            return [as_type(typing.get_args(kind)[0], each) for each in value]
        if not inspect.isclass(kind):
            continue
        if isinstance(value, dict) and hasattr(kind, "from_dict"):
            return kind.from_dict(value)
        if isinstance(value, bytes) and hasattr(kind, "to_tuple"):
            return kind(payload=io.BytesIO(value))
        if isinstance(value, str) and issubclass(kind, enum.Enum):
            return kind(value)
        if isinstance(value, str) and kind is uuid.UUID:
            return uuid.UUID(value)
    return value


def same(raw, told):
    """Whether two JSON values are equal; a time may be written in two ways."""
    if isinstance(raw, dict) and isinstance(told, dict):
        return raw.keys() == told.keys() and all(same(raw[key], told[key]) for key in raw)
    if isinstance(raw, list) and isinstance(told, list):
        return len(raw) == len(told) and all(map(same, raw, told))
    if isinstance(raw, str) and isinstance(told, str) and raw != told:
        try:
            return time_of(raw) == time_of(told)
        except ValueError:
            return False
    return raw == told


def time_of(text):
    whole = re.sub(r"(\.\d{6})\d+", r"\1", text.replace("Z", "+00:00"))
    return datetime.datetime.fromisoformat(whole)


def undocumented(name, value):
    """Refuses fields that came beside the documented ones."""
    if isinstance(value, (list, tuple)):
        for each in value:
            undocumented(name, each)
    elif hasattr(value, "__attrs_attrs__"):
        fields = [each.name for each in value.__attrs_attrs__]
        more = getattr(value, "additional_properties", {})
        declared = [each for each in fields if each != "additional_properties"]
        if more and declared:
            raise Wrong(f"{name}: {type(value).__name__} has no field {', '.join(more)}")
        for each in declared:
            undocumented(name, getattr(value, each))
        for each in more.values() if isinstance(more, dict) else ():
            undocumented(name, each)
