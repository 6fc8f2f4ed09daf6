"""The published document as schemathesis reads it: with what it is known to say wrongly put
right, one function for each kind and why. What is left must hold, so that a new kind of
failure fails the run. Each function here is to go with the change of the document that
makes it needless."""

import schemathesis


def schemas(document):
    return document["components"]["schemas"].values()


def responses(document):
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation, operation["responses"]


def optional_properties_may_be_null(document):
    """`null` is never declared, though what is left out is null in most replies, and may be
    null in bodies."""
    for schema in schemas(document):
        required = schema.get("required", [])
        for name, of in schema.get("properties", {}).items():
            if name not in required:
                wrapped = {"allOf": [of]} if "$ref" in of else dict(of)
                schema["properties"][name] = {**wrapped, "nullable": True}


def errors_are_named_by_422_only(document):
    """`Problem.errors` is called required, and is sent where fields do not validate."""
    document["components"]["schemas"]["Problem"]["required"].remove("errors")


def files_are_sent_as_what_they_are(document):
    """`application/octet-stream` stands for PDF, ZIP and pictures."""
    for _, _, _, replies in responses(document):
        for reply in replies.values():
            content = reply.get("content", {})
            of = content.get("application/octet-stream")
            if of is not None:
                for kind in ["application/pdf", "application/zip", "image/*"]:
                    content[kind] = of


def a_token_may_be_counted(document):
    """429 is documented where API tokens are; the limits of consent links and sign-ins are
    met by others too."""
    problem = {"$ref": "#/components/schemas/Problem"}
    reply = {"description": "", "content": {"application/problem+json": {"schema": problem}}}
    for _, _, _, replies in responses(document):
        replies.setdefault("429", reply)


@schemathesis.hook
def before_load_schema(context, raw_schema):
    optional_properties_may_be_null(raw_schema)
    errors_are_named_by_422_only(raw_schema)
    files_are_sent_as_what_they_are(raw_schema)
    a_token_may_be_counted(raw_schema)
