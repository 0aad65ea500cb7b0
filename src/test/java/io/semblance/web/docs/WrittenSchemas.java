package io.semblance.web.docs;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Collection;
import java.util.Map;

/**
 * Schemas of values that are read or written by code, so that no type describes them. {@code
 * OpenApiDocument} replaces limits of the default model by those of the service's model.
 */
final class WrittenSchemas {

    static final String NO_NUL = "^[^\\u0000]*$";

    /** At least one character that is not white space. */
    private static final String NOT_BLANK =
            "^[^\\u0000]*[^\\u0000\\u0009-\\u000d\\u001c-\\u0020\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000][^\\u0000]*$";

    /** A control character is in no id, see {@code DocumentIds}. */
    static final String DOCUMENT_ID = "^[^\\u0000-\\u001f\\u007f-\\u009f]+$";

    /** See {@code ListCursor}: the code units of an id. */
    private static final String CURSOR =
            "^u(00[2-6][0-9a-f]|007[0-9a-e]|00[a-f][0-9a-f]|0[1-9a-f][0-9a-f]{2}|[1-9a-cef][0-9a-f]{3}"
                + "|d[0-7][0-9a-f]{2}|d[89ab][0-9a-f]{2}d[c-f][0-9a-f]{2}){1,256}$";

    private static final String FIELD_NAME =
            "[^,]*[^,\\u0009-\\u000d\\u001c-\\u0020\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000][^,]*";

    /** At least one character of each name is not white space. */
    private static final String FIELD_NAMES = "^%1$s(,%1$s)*$".formatted(FIELD_NAME);

    private static final Map<String, String> PATTERNS =
            Map.of(
                    "/Text", NO_NUL,
                    "/RerankText", NO_NUL,
                    "/QueryText", NOT_BLANK,
                    "/DocumentId", DOCUMENT_ID,
                    "/Cursor", CURSOR,
                    "/Metadata/propertyNames", NO_NUL,
                    "/MetadataText", NO_NUL,
                    "/FieldNames", FIELD_NAMES,
                    "/Delimiter", "^[\\u0009\\u0020\\u0021\\u0023-\\ud7ff\\ue000-\\uffff]$");

    private static final int LISTS_IN_LISTS = 4;

    private WrittenSchemas() {}

    /** By their names. */
    static ObjectNode all() {
        ObjectNode schemas = TypeSchemas.json(SCHEMAS);
        PATTERNS.forEach(
                (pointer, pattern) -> ((ObjectNode) schemas.at(pointer)).put("pattern", pattern));
        ((ObjectNode) schemas.get("Metadata"))
                .set("additionalProperties", metadataValue(LISTS_IN_LISTS));
        schemas.setAll(FilterSchemas.all());
        return schemas;
    }

    /**
     * A value of metadata. Lists in lists are written out up to a depth: generators of clients do
     * not read a list whose schema refers to itself.
     */
    private static ObjectNode metadataValue(int lists) {
        ObjectNode value =
                TypeSchemas.json(
                        """
                        {'anyOf': [
                          {'$ref': '#/components/schemas/MetadataText'},
                          {'$ref': '#/components/schemas/MetadataNumber'},
                          {'type': 'boolean'},
                          {'type': 'null'},
                          {'$ref': '#/components/schemas/Metadata'},
                          {'type': 'array', 'items': {}}]}
                        """);
        if (lists > 0) {
            ((ObjectNode) value.at("/anyOf/5")).set("items", metadataValue(lists - 1));
        }
        return value;
    }

    /**
     * What fields of a body must be together, by the name of its schema: each of a list of
     * conditions.
     */
    static JsonNode together(String name) {
        return TypeSchemas.json(TOGETHER).path(name);
    }

    /** The names of the schemas with such conditions. */
    static Collection<String> namesWithConditions() {
        return TypeSchemas.json(TOGETHER).propertyNames();
    }

    private static final String TOGETHER =
            """
            {
              'SearchBody': [
                {'anyOf': [
                  {'required': ['query'], 'properties': {'query': {'type': 'string'}, 'vector': {'type': 'null'}}},
                  {'required': ['vector'], 'properties': {'query': {'type': 'null'}, 'vector': {'type': 'array'}, 'mode': {'enum': ['vector', null]}}},
                  {'required': ['query', 'vector'], 'properties': {'query': {'type': 'string'}, 'vector': {'type': 'array'}, 'mode': {'enum': ['hybrid', null]}}}]},
                {'anyOf': [
                  {'properties': {'offset': {'maximum': 9000}}},
                  {'properties': {'offset': {'maximum': 9900}, 'limit': {'maximum': 100}}},
                  {'properties': {'offset': {'maximum': 9990}, 'limit': {'maximum': 10}}}]},
                {'anyOf': [
                  {'properties': {'rerank': {'type': 'null'}}},
                  {'required': ['query'], 'properties': {'query': {'type': 'string'}}}]}],
              'RerankBody': [
                {'anyOf': [
                  {'properties': {'query': {'minLength': 1}}},
                  {'properties': {'texts': {'items': {'minLength': 1}}}}]}],
              'TeiEmbedBody': [
                {'anyOf': [
                  {'properties': {'kind': {'type': 'null'}}},
                  {'properties': {'prompt_name': {'type': 'null'}}}]}],
              'TeiTokenizeBody': [
                {'anyOf': [
                  {'properties': {'kind': {'type': 'null'}}},
                  {'properties': {'prompt_name': {'type': 'null'}}}]}],
              'TeiSimilarityBody': [
                {'anyOf': [
                  {'properties': {'kind': {'type': 'null'}}},
                  {'properties': {'parameters': {'properties': {'prompt_name': {'type': 'null'}}}}}]}],
              'DeleteBody': [
                {'anyOf': [
                  {'required': ['ids'], 'properties': {'ids': {'type': 'array'}, 'filter': {'type': 'null'}}},
                  {'required': ['filter'], 'properties': {'ids': {'type': 'null'}, 'filter': {'type': ['string', 'object']}}}]}],
              'CollectionBodyChunking': [
                {'anyOf': [
                  {'properties': {'overlap': {'maximum': 9}}},
                  {'properties': {'maxTokens': {'minimum': 64}, 'overlap': {'maximum': 32}}},
                  {'properties': {'maxTokens': {'minimum': 256}, 'overlap': {'maximum': 128}}},
                  {'required': ['maxTokens'], 'properties': {'maxTokens': {'type': 'integer', 'minimum': 512}, 'overlap': {'maximum': 256}}}]}],
              'CollectionBodyIndex': [
                {'anyOf': [
                  {'properties': {'efConstruction': {'minimum': 200}}},
                  {'properties': {'m': {'maximum': 50}, 'efConstruction': {'minimum': 100}}},
                  {'properties': {'m': {'maximum': 16}, 'efConstruction': {'minimum': 32}}},
                  {'required': ['m'], 'properties': {'m': {'type': 'integer', 'maximum': 2}}}]}]
            }
            """;

    private static final String SCHEMAS =
            """
            {
              'Text': {'type': 'string', 'minLength': 1, 'description':
                'A text of up to semblance.limits.characters (1,000,000) UTF-16 code units, without NUL and unpaired surrogates.'},
              'TextList': {'type': 'array', 'minItems': 1, 'items': {'$ref': '#/components/schemas/Text'},
                'description': 'Up to semblance.limits.inputs (2,048) texts.'},
              'RerankText': {'type': 'string', 'description': 'A text without NUL and unpaired surrogates; may be empty.'},
              'RerankTexts': {'type': 'array', 'minItems': 1, 'items': {'$ref': '#/components/schemas/RerankText'},
                'description': 'Up to semblance.limits.inputs (2,048) texts.'},
              'TokenIds': {'type': 'array', 'minItems': 1,
                'items': {'type': 'integer', 'format': 'int32', 'minimum': 0, 'maximum': 30521},
                'description': 'Token ids of one text, in the vocabulary of the model.'},
              'Inputs': {
                'description': 'A text, the token ids of a text, or a list of up to semblance.limits.inputs (2,048) of either.',
                'anyOf': [
                  {'$ref': '#/components/schemas/Text'},
                  {'$ref': '#/components/schemas/TokenIds'},
                  {'type': 'array', 'minItems': 1, 'items': {'anyOf': [
                    {'$ref': '#/components/schemas/Text'},
                    {'$ref': '#/components/schemas/TokenIds'}]}}]},
              'Texts': {
                'description': 'A text, or a list of up to semblance.limits.inputs (2,048) texts.',
                'anyOf': [
                  {'$ref': '#/components/schemas/Text'},
                  {'$ref': '#/components/schemas/TextList'}]},
              'TokenIdLists': {
                'description': 'Token ids of one text, or a list of up to semblance.limits.inputs (2,048) such lists.',
                'anyOf': [
                  {'$ref': '#/components/schemas/TokenIds'},
                  {'type': 'array', 'minItems': 1, 'items': {'$ref': '#/components/schemas/TokenIds'}}]},
              'OpenAiTruncate': {
                'anyOf': [
                  {'type': 'boolean'},
                  {'type': 'string', 'enum': ['NONE', 'START', 'END']}]},
              'PromptName': {'type': 'string', 'enum': ['query', 'document'],
                'description': 'Name of a prompt of the model: query, document, or another one from its folder or settings.'},
              'Dimensions': {'type': 'integer', 'format': 'int32', 'minimum': 1, 'maximum': 384,
                'description': 'Number of leading components to keep, at most the dimension of the default model.'},
              'Embedding': {
                'description': 'An array of numbers of the type output_dtype, or a base64 string of their bytes; floats are little-endian.',
                'anyOf': [
                  {'type': 'array', 'minItems': 1, 'items': {'type': 'number'}},
                  {'type': 'string', 'contentEncoding': 'base64'}]},
              'Vector': {'type': 'array', 'minItems': 1, 'maxItems': 4096,
                'items': {'type': 'number', 'format': 'float', 'minimum': -3.4e38, 'maximum': 3.4e38},
                'description': 'A vector with the dimension of the collection.'},
              'QueryVector': {'type': 'array', 'minItems': 384, 'maxItems': 384,
                'items': {'type': 'number', 'format': 'float', 'minimum': -3.4e38, 'maximum': 3.4e38},
                'contains': {'anyOf': [{'type': 'number', 'minimum': 1e-30}, {'type': 'number', 'maximum': -1e-30}]},
                'description': 'A vector with the dimension of the collection; at least one component is not 0.'},
              'QueryText': {'type': 'string', 'maxLength': 10000,
                'description': 'A text that is not blank, without NUL and unpaired surrogates.'},
              'CollectionName': {'type': 'string', 'pattern': '^[a-z0-9][a-z0-9_-]{0,62}$'},
              'CollectionModel': {'type': 'string',
                'description': 'Id of an available embedding model.'},
              'ChunkTokens': {'type': 'integer', 'format': 'int32', 'minimum': 18, 'maximum': 512},
              'ChunkOverlap': {'type': 'integer', 'format': 'int32', 'minimum': 0, 'maximum': 256},
              'DocumentId': {'type': 'string', 'minLength': 1, 'maxLength': 512,
                'description': 'Id of a document, without control characters.'},
              'DocumentIds': {'type': 'array', 'items': {'$ref': '#/components/schemas/DocumentId'},
                'description': 'Up to 1,000 ids.'},
              'DeletedIds': {'type': 'array', 'items': {'$ref': '#/components/schemas/DocumentId'},
                'description': 'Up to semblance.limits.documents (10,000) ids.'},
              'Cursor': {'type': 'string', 'description': 'The cursor of the previous page, unchanged.'},
              'Metadata': {'type': 'object', 'description': 'A JSON object, up to 16 levels deep.',
                'propertyNames': {'minLength': 1, 'maxLength': 256},
                'additionalProperties': {}},
              'MetadataText': {'type': 'string'},
              'MetadataNumber': {'type': 'number', 'minimum': -9007199254740992, 'maximum': 9007199254740992},
              'JobId': {'type': 'string', 'description': 'Id of a job, a UUID.'},
              'JobCursor': {'type': 'string', 'pattern': '^j[0-9]{1,18}$', 'description': 'The cursor of the previous page, unchanged.'},
              'IdempotencyKey': {'type': 'string', 'pattern': '^[!-~]{1,200}$', 'description':
                'A key for this import: a repeated request with the same key returns the job that exists, unless that job failed or was cancelled.'},
              'ColumnTypes': {'type': 'string', 'pattern': '^[a-z]+:(string|integer|number|boolean|list)$', 'description':
                'Types of CSV columns, for example year:integer,tags:list. The pattern describes one column.'},
              'FieldNames': {'type': 'string', 'description': 'Names of fields, separated by commas.'},
              'Delimiter': {'type': 'string', 'description': 'The character between two cells of CSV; found in the first line if not given.'},
              'NdjsonFile': {'type': 'string', 'description':
                'One JSON object per line. The fields id, title, text, metadata, vector and embedding have a meaning; all others are metadata.'},
              'Files': {'type': 'object', 'required': ['file'], 'properties': {
                'file': {'type': 'string', 'format': 'binary', 'description': 'A file, such as a PDF; there may be several. Its name becomes the id of its document.'}},
                'additionalProperties': false},
              'JsonFile': {'type': 'array', 'items': {}, 'description':
                'An array of objects with the fields of an NDJSON file. An element that is not an object fails alone.'},
              'Health': {'type': 'object', 'required': ['status'], 'properties': {
                'status': {'type': 'string', 'enum': ['UP', 'DOWN', 'OUT_OF_SERVICE', 'UNKNOWN']},
                'groups': {'type': 'array', 'items': {'type': 'string'}}}},
              'Problem': {'type': 'object', 'description': 'Problem details (RFC 9457).',
                'required': ['status', 'title', 'code', 'detail'],
                'properties': {
                  'status': {'type': 'integer', 'format': 'int32'},
                  'title': {'type': 'string'},
                  'code': {'type': 'string', 'description': 'Stable error code, for programs.'},
                  'detail': {'type': 'string', 'description': 'Message for people: the bad value, the limit and the remedy.'},
                  'field': {'type': 'string', 'description': 'The invalid field, such as documents[3].id, if there is one.'},
                  'instance': {'type': 'string', 'description': 'Path of the request; omitted if it did not reach a route.'}}},
              'TeiError': {'type': 'object', 'description': 'An error in the format of text-embeddings-inference.',
                'required': ['error', 'error_type'],
                'properties': {
                  'error': {'type': 'string'},
                  'error_type': {'type': 'string'}}},
              'OpenAiError': {'type': 'object', 'description': 'An error in the format of OpenAI.',
                'required': ['error'],
                'properties': {'error': {'type': 'object',
                  'required': ['message', 'type', 'param', 'code'],
                  'properties': {
                    'message': {'type': 'string'},
                    'type': {'type': 'string'},
                    'param': {'type': ['string', 'null'], 'description': 'The invalid field, if there is one.'},
                    'code': {'type': 'string'}}}}}
            }
            """;
}
