package io.semblance.web;

import tools.jackson.databind.node.ObjectNode;

/** Schemas of what is read and written by hand, and so cannot be told from a type. */
final class WrittenSchemas {

    private WrittenSchemas() {}

    /** By their names. */
    static ObjectNode all() {
        return TypeSchemas.json(
                """
                {
                  'Text': {'type': 'string', 'description':
                    'Without NUL and lone surrogates; up to semblance.limits.characters (1,000,000).'},
                  'TokenIds': {'type': 'array', 'minItems': 1,
                    'items': {'type': 'integer', 'format': 'int32', 'minimum': 0},
                    'description': 'Token ids of one text in the vocabulary of the model.'},
                  'Inputs': {
                    'description': 'A text, the token ids of one, or a list of either, of up to semblance.limits.inputs (2,048).',
                    'anyOf': [
                      {'$ref': '#/components/schemas/Text'},
                      {'$ref': '#/components/schemas/TokenIds'},
                      {'type': 'array', 'minItems': 1, 'items': {'anyOf': [
                        {'$ref': '#/components/schemas/Text'},
                        {'$ref': '#/components/schemas/TokenIds'}]}}]},
                  'Texts': {
                    'description': 'A text or a list of texts, of up to semblance.limits.inputs (2,048).',
                    'anyOf': [
                      {'$ref': '#/components/schemas/Text'},
                      {'type': 'array', 'minItems': 1, 'items': {'$ref': '#/components/schemas/Text'}}]},
                  'TokenIdLists': {
                    'description': 'Token ids of one text, or a list of such lists, of up to semblance.limits.inputs (2,048).',
                    'anyOf': [
                      {'$ref': '#/components/schemas/TokenIds'},
                      {'type': 'array', 'minItems': 1, 'items': {'$ref': '#/components/schemas/TokenIds'}}]},
                  'Embedding': {
                    'description': 'Numbers: floats, or bytes where output_dtype says so; with encoding_format base64 a string of their bytes, floats little-endian.',
                    'anyOf': [
                      {'type': 'array', 'minItems': 1, 'items': {'type': 'number'}},
                      {'type': 'string', 'contentEncoding': 'base64'}]},
                  'Vector': {'type': 'array', 'minItems': 1, 'maxItems': 4096, 'items': {'type': 'number', 'format': 'float'},
                    'description': 'As many components as the collection has dimensions.'},
                  'Filter': {
                    'description': 'A condition on metadata, as an expression or as JSON; see docs/api.md.',
                    'anyOf': [
                      {'type': 'string', 'maxLength': 16384},
                      {'type': 'object', 'additionalProperties': true}]},
                  'Health': {'type': 'object', 'required': ['status'], 'properties': {
                    'status': {'type': 'string', 'enum': ['UP', 'DOWN', 'OUT_OF_SERVICE', 'UNKNOWN']},
                    'groups': {'type': 'array', 'items': {'type': 'string'}}}},
                  'Problem': {'type': 'object', 'description': 'Problem details (RFC 9457).',
                    'required': ['status', 'title', 'code', 'detail'],
                    'properties': {
                      'status': {'type': 'integer', 'format': 'int32'},
                      'title': {'type': 'string'},
                      'code': {'type': 'string', 'description': 'Stable; for programs.'},
                      'detail': {'type': 'string', 'description': 'For people: the bad value, the limit and the remedy.'},
                      'field': {'type': 'string', 'description': 'The field at fault, if one is, such as documents[3].id.'},
                      'instance': {'type': 'string', 'description': 'The path that was asked for; not where the request did not reach a route.'}}},
                  'TeiError': {'type': 'object', 'description': 'An error in the form of text-embeddings-inference.',
                    'required': ['error', 'error_type'],
                    'properties': {
                      'error': {'type': 'string'},
                      'error_type': {'type': 'string'}}},
                  'OpenAiError': {'type': 'object', 'description': 'An error in the form of OpenAI.',
                    'required': ['error'],
                    'properties': {'error': {'type': 'object',
                      'required': ['message', 'type', 'param', 'code'],
                      'properties': {
                        'message': {'type': 'string'},
                        'type': {'type': 'string'},
                        'param': {'type': ['string', 'null'], 'description': 'The field at fault, if one is.'},
                        'code': {'type': 'string'}}}}}
                }
                """);
    }
}
