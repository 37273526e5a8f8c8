"""An ariadne-codegen plugin: generated code that a newer DataHub cannot break.

* Enums that answers contain keep values they do not know.
* Unions and interfaces keep members they do not know.
* Fields of inputs are passed by their Python names (``and_=``), for type checkers too.
* Methods accept their own arguments and no others.
* Importing the package loads nothing: import from its modules.
"""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from ariadne_codegen.plugins.base import Plugin
from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
)

if TYPE_CHECKING:
    from graphql import (
        ExecutableDefinitionNode,
        FragmentDefinitionNode,
        GraphQLInputField,
        GraphQLSchema,
        OperationDefinitionNode,
    )

_INIT = "Typed operations of DataHub's GraphQL API, generated from queries/: do not edit."


class OpenTypesPlugin(Plugin):
    """Rewrites what ariadne-codegen is about to write."""

    @cached_property
    def _enums_of_answers(self) -> set[str]:
        return {
            named.name
            for holder in self.schema.type_map.values()
            if isinstance(holder, GraphQLObjectType | GraphQLInterfaceType)
            for field in holder.fields.values()
            if isinstance(named := get_named_type(field.type), GraphQLEnumType)
        }

    def generate_enum(self, class_def: ast.ClassDef, enum_type: GraphQLEnumType) -> ast.ClassDef:
        """Open an enum that answers contain; a typo in one that is only sent still fails."""
        if enum_type.name in self._enums_of_answers:
            class_def.bases = [ast.Name("OpenEnum")]
        return class_def

    def generate_enums_module(self, module: ast.Module) -> ast.Module:
        """Import what open enums are made of."""
        return _with_imports(module, "OpenEnum")

    def generate_result_types_module(
        self, module: ast.Module, operation_definition: ExecutableDefinitionNode
    ) -> ast.Module:
        """Open the unions and interfaces of one operation."""
        del operation_definition
        return _OpenModule(self.schema).opened(module)

    def generate_fragments_module(
        self, module: ast.Module, fragments_definitions: dict[str, FragmentDefinitionNode]
    ) -> ast.Module:
        """Open the unions and interfaces of the fragments."""
        del fragments_definitions
        return _OpenModule(self.schema).opened(module)

    def generate_input_field(
        self,
        field_implementation: ast.AnnAssign,
        input_field: GraphQLInputField,
        field_name: str,
    ) -> ast.AnnAssign:
        """Split an alias, as type checkers take ``alias`` for the only keyword there is."""
        del input_field, field_name
        if isinstance(field := field_implementation.value, ast.Call):
            field.keywords = [
                ast.keyword(name, keyword.value)
                for keyword in field.keywords
                for name in (
                    ("validation_alias", "serialization_alias")
                    if keyword.arg == "alias"
                    else (keyword.arg,)
                )
            ]
        return field_implementation

    def generate_client_method(
        self,
        method_def: ast.FunctionDef | ast.AsyncFunctionDef,
        operation_definition: OperationDefinitionNode,
    ) -> ast.FunctionDef | ast.AsyncFunctionDef:
        """Drop ``**kwargs``, which would swallow a misspelt argument."""
        del operation_definition
        method_def.args.kwarg = None
        for node in ast.walk(method_def):
            if isinstance(node, ast.Call):
                node.keywords = [keyword for keyword in node.keywords if keyword.arg]
        return method_def

    def generate_init_module(self, module: ast.Module) -> ast.Module:
        """Leave a docstring and nothing to import."""
        module.body = [ast.Expr(ast.Constant(_INIT))]
        return ast.fix_missing_locations(module)


class _OpenModule(ast.NodeTransformer):
    """Opens the unions of one generated module."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._open_classes: set[str] = set()
        self._changed = False

    def opened(self, module: ast.Module) -> ast.Module:
        for class_def in module.body:
            if isinstance(class_def, ast.ClassDef):
                self._open_typename(class_def)
        self.visit(module)
        if self._changed:
            module = _with_imports(module, "OPEN_UNION", "UnknownType")
            module.body.insert(0, ast.ImportFrom("typing", [ast.alias("Annotated")], 0))
        return ast.fix_missing_locations(module)

    def _open_typename(self, class_def: ast.ClassDef) -> None:
        """Let a class for an interface have any typename, or those of its implementations.

        A class that stands for "the rest" names the interface beside all the types it was
        generated for. One that stands for ``... on Interface`` names the interface alone, which
        no object ever has as its typename.
        """
        for field in class_def.body:
            if not (
                isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and field.target.id == "typename__"
                and isinstance(field.annotation, ast.Subscript)
            ):
                continue
            names = _texts(field.annotation.slice)
            interface = next(filter(None, map(self._interface, names)), None)
            if interface is None:
                continue
            if len(names) == 1:
                objects = self._schema.get_implementations(interface).objects
                literals: list[ast.expr] = [
                    ast.Constant(name) for name in sorted(item.name for item in objects)
                ]
                field.annotation.slice = ast.Tuple(literals)
            else:
                field.annotation = ast.Name("str")
                self._open_classes.add(class_def.name)

    def _interface(self, name: str) -> GraphQLInterfaceType | None:
        named = self._schema.type_map.get(name)
        return named if isinstance(named, GraphQLInterfaceType) else None

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        """Open ``field: Union[...] = Field(discriminator=...)``."""
        self.generic_visit(node)
        if _has_discriminator(node.value) and isinstance(node.annotation, ast.Subscript):
            node.annotation = self._open_union(node.annotation)
            node.value = None
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.Subscript:
        """Open ``Annotated[Union[...], Field(discriminator=...)]``."""
        self.generic_visit(node)
        if isinstance(node.slice, ast.Tuple) and _has_discriminator(node.slice.elts[-1]):
            union = node.slice.elts[0]
            return self._open_union(union) if isinstance(union, ast.Subscript) else node
        return node

    def _open_union(self, union: ast.Subscript) -> ast.Subscript:
        self._changed = True
        members = union.slice.elts if isinstance(union.slice, ast.Tuple) else [union.slice]
        if self._open_classes.isdisjoint(_texts(union.slice)):
            members = [*members, ast.Name("UnknownType")]
        union.slice = ast.Tuple(members)
        return ast.Subscript(ast.Name("Annotated"), ast.Tuple([union, ast.Name("OPEN_UNION")]))


def _texts(node: ast.expr) -> list[str]:
    """Read ``"A", "B"``, which ariadne-codegen writes as names that include the quotes."""
    elements = node.elts if isinstance(node, ast.Tuple) else [node]
    return [
        element.id.strip("\"'") if isinstance(element, ast.Name) else str(element.value)
        for element in elements
        if isinstance(element, ast.Name | ast.Constant)
    ]


def _has_discriminator(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Call) and any(
        keyword.arg == "discriminator" for keyword in node.keywords
    )


def _with_imports(module: ast.Module, *names: str) -> ast.Module:
    module.body.insert(0, ast.ImportFrom("open_types", [ast.alias(name) for name in names], 1))
    return ast.fix_missing_locations(module)
