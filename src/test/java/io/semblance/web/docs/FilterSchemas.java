package io.semblance.web.docs;

import tools.jackson.databind.node.ObjectNode;

/**
 * Schemas of filters in both spellings. A regular expression cannot count parentheses, so the one
 * for the string describes small filters with parentheses one level deep; the service takes others
 * too. Without it, most strings that fit would be refused.
 */
final class FilterSchemas {

    private static final String KEY = "[A-Za-z_][A-Za-z0-9_]*";
    private static final String PATH = KEY + "(\\." + KEY + "){0,3}";
    private static final String STRING = "('[^'\\\\\\u0000]*'|\"[^\"\\\\\\u0000]*\")";
    private static final String NUMBER = "-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,9})?";
    private static final String VALUE = "(" + STRING + "|" + NUMBER + "|true|false)";
    private static final String COMPARISON =
            " ?(==|!=) ?(VALUE|null)| ?(>=|<=|>|<) ?(STRING|NUMBER)|( NOT)? IN \\[VALUE(,"
                    + " ?VALUE){0,9}\\]| IS( NOT)? NULL| CONTAINS VALUE| STARTS WITH STRING";
    private static final String CONDITION =
            "(PATH(COMPARISON)|EXISTS PATH)"
                    .replace("COMPARISON", COMPARISON)
                    .replace("PATH", PATH)
                    .replace("VALUE", VALUE)
                    .replace("STRING", STRING)
                    .replace("NUMBER", NUMBER);
    private static final String EXPRESSION =
            list("(NOT )?(%s|\\(%s\\))".formatted(CONDITION, list(CONDITION)));

    private FilterSchemas() {}

    private static String list(String element) {
        return "%s( (&&|\\|\\||AND|OR) %s){0,3}".formatted(element, element);
    }

    /** By their names. */
    static ObjectNode all() {
        ObjectNode schemas =
                TypeSchemas.json(
                        """
                        {
                          'FilterExpression': {'type': 'string', 'description':
                            'A condition on metadata as an expression of up to 1,048,576 characters; see docs/api.md. The pattern describes short expressions; the service accepts longer and more deeply nested ones too.'},
                          'FilterObject': {'type': 'object', 'minProperties': 1,
                            'description': 'A condition on metadata as JSON; see docs/api.md. All entries must hold. A key with dots is a path.',
                            'propertyNames': {},
                            'properties': {
                              '$and': {'$ref': '#/components/schemas/FilterObjects'},
                              '$or': {'$ref': '#/components/schemas/FilterObjects'},
                              '$nor': {'$ref': '#/components/schemas/FilterObjects'},
                              '$not': {'$ref': '#/components/schemas/FilterObject'}},
                            'additionalProperties': {'anyOf': [
                              {'$ref': '#/components/schemas/FilterValue'},
                              {'type': 'null'},
                              {'$ref': '#/components/schemas/FilterOperators'}]}},
                          'FilterObjects': {'type': 'array', 'minItems': 1, 'items': {'$ref': '#/components/schemas/FilterObject'}},
                          'FilterValue': {
                            'description': 'A value to compare metadata with.',
                            'anyOf': [
                              {'$ref': '#/components/schemas/FilterText'},
                              {'$ref': '#/components/schemas/FilterNumber'},
                              {'type': 'boolean'}]},
                          'FilterText': {'type': 'string', 'maxLength': 1024},
                          'FilterNumber': {'type': 'number', 'minimum': -9007199254740992, 'maximum': 9007199254740992},
                          'FilterOrdered': {'anyOf': [
                            {'$ref': '#/components/schemas/FilterText'},
                            {'$ref': '#/components/schemas/FilterNumber'}]},
                          'FilterOperators': {'type': 'object', 'minProperties': 1, 'additionalProperties': false,
                            'description': 'Conditions on one key; all must hold.',
                            'properties': {
                              '$eq': {'anyOf': [{'$ref': '#/components/schemas/FilterValue'}, {'type': 'null'}]},
                              '$ne': {'anyOf': [{'$ref': '#/components/schemas/FilterValue'}, {'type': 'null'}]},
                              '$gt': {'$ref': '#/components/schemas/FilterOrdered'},
                              '$gte': {'$ref': '#/components/schemas/FilterOrdered'},
                              '$lt': {'$ref': '#/components/schemas/FilterOrdered'},
                              '$lte': {'$ref': '#/components/schemas/FilterOrdered'},
                              '$in': {'$ref': '#/components/schemas/FilterValues'},
                              '$nin': {'$ref': '#/components/schemas/FilterValues'},
                              '$not': {'$ref': '#/components/schemas/FilterOperators'},
                              '$exists': {'type': 'boolean'},
                              '$contains': {'$ref': '#/components/schemas/FilterValue'},
                              '$startsWith': {'$ref': '#/components/schemas/FilterText'}}},
                          'FilterValues': {'type': 'array', 'description': 'Up to 20,000 values.', 'items': {'$ref': '#/components/schemas/FilterValue'}},
                          'Filter': {
                            'description': 'A condition on metadata, as an expression or as JSON; see docs/api.md.',
                            'anyOf': [
                              {'$ref': '#/components/schemas/FilterExpression'},
                              {'$ref': '#/components/schemas/FilterObject'},
                              {'type': 'object', 'maxProperties': 0, 'description': 'No filter.'}]},
                          'DeleteFilter': {
                            'description': 'A condition on metadata, as an expression or as JSON; see docs/api.md.',
                            'anyOf': [
                              {'$ref': '#/components/schemas/FilterExpression'},
                              {'$ref': '#/components/schemas/FilterObject'}]}
                        }
                        """);
        ((ObjectNode) schemas.get("FilterExpression")).put("pattern", "^" + EXPRESSION + "$");
        ((ObjectNode) schemas.get("FilterText")).put("pattern", WrittenSchemas.NO_NUL);
        ((ObjectNode) schemas.at("/FilterObject/propertyNames"))
                .put(
                        "pattern",
                        "^(\\$(and|or|nor|not)|[^$.\\\\\\u0000][^.\\\\\\u0000]*(\\.[^.\\\\\\u0000]+){0,15})$");
        return schemas;
    }
}
