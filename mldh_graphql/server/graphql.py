"""Runs GraphQL documents as DataHub's engine does: limits, lenient variables, error shapes."""

from __future__ import annotations

import logging
from collections import OrderedDict
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from graphql import (
    DefinitionNode,
    DocumentNode,
    ExecutionContext,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    execute,
    parse,
    specified_rules,
    validate,
)

from mldh_graphql.server.exceptions import graphql_error
from mldh_graphql.server.graphql_wording import (
    coercion_message,
    null_message,
    serialization_message,
    syntax_message,
    validation_message,
)
from mldh_graphql.server.introspection import bad_faith
from mldh_graphql.server.limits import refused_operation, refused_text
from mldh_graphql.server.resolvers.stubs import resolve_member
from mldh_graphql.server.variables import Variables

if TYPE_CHECKING:
    from mldh_graphql.server.context import RequestContext
    from mldh_graphql.server.json_types import JsonObject, JsonValue

_logger = logging.getLogger(__name__)

_DOCUMENTS_KEPT = 512
"""Parsed documents are kept: a client sends the same few again and again."""


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """What a client asks for.

    Attributes:
        query: The document.
        operation_name: Which of its operations to run; may be left out when there is one.
        variables: As they came, not coerced.
    """

    query: str
    operation_name: str | None = None
    variables: JsonObject = field(default_factory=dict)


class _Refused(Exception):  # noqa: N818  (carries an answer; nothing went wrong in the server)
    """The document cannot be run; holds the errors to answer with."""

    def __init__(self, *errors: JsonObject) -> None:
        super().__init__()
        self.errors = errors


class _Prepared:
    """A document that may be run.

    Args:
        schema: The schema that it was checked against.
        document: The document.
    """

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self.document = document
        self.operations = [
            node for node in document.definitions if isinstance(node, OperationDefinitionNode)
        ]
        self._schema = schema
        self._variables: dict[int, Variables] = {}

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """Return the operation of this name, or the only one.

        Raises:
            _Refused: There is none, or there are several.
        """
        if name:
            for operation in self.operations:
                if operation.name is not None and operation.name.value == name:
                    return operation
            raise _Refused(_error(f"Unknown operation named '{name}'.", "ValidationError"))
        if len(self.operations) > 1:
            raise _Refused(
                _error(
                    "Must provide operation name if query contains multiple operations.",
                    "ValidationError",
                )
            )
        return self.operations[0]

    def variables(self, operation: OperationDefinitionNode) -> Variables:
        """Return the variables that an operation declares."""
        # A node is hashed by all that is in it, and that takes long.
        found = self._variables.get(id(operation))
        if found is None:
            found = Variables(self._schema, operation.variable_definitions)
            self._variables[id(operation)] = found
        return found

    @cached_property
    def undeclared(self) -> DocumentNode:
        """The document with operations that declare no variables, so that none are coerced."""
        definitions: list[DefinitionNode] = []
        for node in self.document.definitions:
            if isinstance(node, OperationDefinitionNode):
                bare = copy(node)
                bare.variable_definitions = ()
                definitions.append(bare)
            else:
                definitions.append(node)
        changed = copy(self.document)
        changed.definitions = tuple(definitions)
        return changed


_Parsed: TypeAlias = "_Prepared | tuple[JsonObject, ...]"


class _Execution(ExecutionContext):
    """Runs an operation with variables that were coerced when they were checked.

    Coercing them again would take a sixth of the time of a write. The document must declare none.
    """

    @classmethod
    def build(
        cls,
        schema: GraphQLSchema,
        document: DocumentNode,
        root_value: object = None,
        context_value: object = None,
        raw_variable_values: dict[str, object] | None = None,
        *options: Any,  # noqa: ANN401 - as the library declares them
        **more: Any,  # noqa: ANN401 - as above
    ) -> list[GraphQLError] | ExecutionContext:
        """Make the context; ``raw_variable_values`` are coerced, whatever their name says."""
        built = super().build(schema, document, root_value, context_value, {}, *options, **more)
        if isinstance(built, ExecutionContext):
            built.variable_values = raw_variable_values or {}
        return built


class GraphQLEngine:
    """One schema with its resolvers, ready to run documents.

    Args:
        schema: The executable schema.
        introspection: Whether ``__schema`` and ``__type`` may be asked for.
    """

    def __init__(self, schema: GraphQLSchema, *, introspection: bool = True) -> None:
        self.schema = schema
        self._rules = (
            specified_rules
            if introspection
            else (*specified_rules, NoSchemaIntrospectionCustomRule)
        )
        self._documents: OrderedDict[str, _Parsed] = OrderedDict()

    async def execute(self, request: GraphQLRequest, context: RequestContext) -> JsonObject:
        """Run one operation.

        Never raises for what the document or a resolver does wrong: that is told in ``errors``.

        Args:
            request: What to run.
            context: Whom for, and on which state.

        Returns:
            The body of the response: ``data``, ``extensions`` and, if there are any, ``errors``.
        """
        try:
            prepared = self._prepared(request.query)
            operation = prepared.operation(request.operation_name)
            variables = self._variables(prepared, operation, request.variables)
        except _Refused as refused:
            return {"errors": list(refused.errors), "data": None, "extensions": {}}
        except RecursionError:
            return {"errors": [_TOO_DEEP], "data": None, "extensions": {}}
        running = execute(
            self.schema,
            prepared.undeclared,
            context_value=context,
            variable_values=variables,
            operation_name=request.operation_name or None,
            field_resolver=resolve_member,
            execution_context_class=_Execution,
        )
        result = running if isinstance(running, ExecutionResult) else await running
        body: JsonObject = {"data": result.data, "extensions": {}}
        if result.errors:
            body["errors"] = [_execution_error(error) for error in result.errors]
        return body

    def _prepared(self, query: str) -> _Prepared:
        parsed = self._documents.get(query)
        if parsed is None:
            parsed = self._checked(query)
            self._documents[query] = parsed
            if len(self._documents) > _DOCUMENTS_KEPT:
                self._documents.popitem(last=False)
        if isinstance(parsed, tuple):
            raise _Refused(*parsed)
        return parsed

    def _checked(self, query: str) -> _Parsed:
        if reason := refused_text(query):
            return (_error(reason, "InvalidSyntax"),)
        try:
            document = parse(query)
        except GraphQLSyntaxError as error:
            return (_error(syntax_message(error), "InvalidSyntax", error),)
        errors = validate(self.schema, document, self._rules, max_errors=100)
        if errors:
            return tuple(
                _error(validation_message(error, document), "ValidationError", error)
                for error in errors
            )
        return _Prepared(self.schema, document)

    def _variables(
        self, prepared: _Prepared, operation: OperationDefinitionNode, sent: JsonObject
    ) -> JsonObject:
        coerced = prepared.variables(operation).read(sent)
        if isinstance(coerced, list):
            raise _Refused(
                *(_error(coercion_message(error), "ValidationError", error) for error in coerced)
            )
        name = operation.name.value if operation.name else None
        if reason := refused_operation(prepared.document, name, coerced):
            raise _Refused(_error(reason, "ExecutionAborted"))
        if reason := bad_faith(prepared.document, operation, coerced):
            raise _Refused(_error(reason, "BadFaithIntrospection"))
        return coerced


_TOO_DEEP: JsonObject = {
    "message": "The request is nested too deeply",
    "extensions": {"classification": "ExecutionAborted"},
}


def _error(message: str, classification: str, error: GraphQLError | None = None) -> JsonObject:
    answer: JsonObject = {"message": message, "extensions": {"classification": classification}}
    if error is not None and error.locations:
        answer["locations"] = [
            {"line": place.line, "column": place.column} for place in error.locations
        ]
    return answer


def _execution_error(error: GraphQLError) -> JsonObject:
    cause = error.original_error
    path: list[JsonValue] = list(error.path or ())
    if isinstance(cause, TypeError) and str(cause).startswith("Cannot return null"):
        answer = _error(null_message(path, str(cause)), "NullValueInNonNullableField")
    elif cause is None or isinstance(cause, GraphQLError):
        answer = _error(serialization_message(path, error.message), "DataFetchingException", error)
    else:
        if not getattr(cause, "java_name", None):
            _logger.error("A resolver failed at %s", path, exc_info=cause)
        message, extensions = graphql_error(cause)
        answer = _error(message, "DataFetchingException", error)
        answer["extensions"] = {**extensions, "classification": "DataFetchingException"}
    answer["path"] = path
    return answer
