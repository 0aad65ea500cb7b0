package io.semblance.web;

import org.springframework.beans.factory.annotation.Autowired;

/** The lists that bodies may have, each with its limit. */
final class BoundedLists {

    private BoundedLists() {}

    /** Documents to write. */
    static final class Documents extends BoundedListReader<DocumentsBody.Item> {

        private static final long serialVersionUID = 1L;

        private final int limit;

        @Autowired
        Documents(LimitProperties limits) {
            super(DocumentsBody.Item.class);
            this.limit = limits.documents();
        }

        @Override
        int limit() {
            return limit;
        }

        @Override
        ApiError tooMany() {
            return ApiError.badRequest(
                    ErrorCode.TOO_MANY_DOCUMENTS,
                    "more than %d documents in one request; send them in parts or raise semblance.limits.documents"
                            .formatted(limit),
                    "documents");
        }
    }

    /** Ids of documents to delete. */
    static final class DeletedIds extends BoundedListReader<String> {

        private static final long serialVersionUID = 1L;

        private final int limit;

        @Autowired
        DeletedIds(LimitProperties limits) {
            super(String.class);
            this.limit = limits.documents();
        }

        @Override
        int limit() {
            return limit;
        }

        @Override
        ApiError tooMany() {
            return ApiError.badRequest(
                    ErrorCode.TOO_MANY_DOCUMENTS,
                    "more than %d ids in one request; send them in parts or raise semblance.limits.documents"
                            .formatted(limit),
                    "ids");
        }
    }

    /** Ids of documents to read. */
    static final class ReadIds extends BoundedListReader<String> {

        private static final long serialVersionUID = 1L;

        ReadIds() {
            super(String.class);
        }

        @Override
        int limit() {
            return DocumentRoutes.MAX_LISTED;
        }

        @Override
        ApiError tooMany() {
            return ApiError.badRequest(
                    ErrorCode.INVALID_VALUE,
                    "more than %d ids in one request; send them in parts".formatted(limit()),
                    "ids");
        }
    }

    /** Texts to rerank or to compare. */
    static final class Texts extends BoundedListReader<String> {

        private static final long serialVersionUID = 1L;

        private final InputLimits limits;

        @Autowired
        Texts(InputLimits limits) {
            super(String.class);
            this.limits = limits;
        }

        @Override
        int limit() {
            return limits.count();
        }

        @Override
        ApiError tooMany() {
            return limits.tooMany("texts", "texts");
        }
    }

    /** Names of which only a few exist, such as the parts of an answer. */
    static final class Names extends BoundedListReader<String> {

        private static final long serialVersionUID = 1L;

        private static final int MAX_NAMES = 100;

        Names() {
            super(String.class);
        }

        @Override
        int limit() {
            return MAX_NAMES;
        }

        @Override
        ApiError tooMany() {
            return ApiError.badRequest(
                    ErrorCode.INVALID_VALUE,
                    "a list has at most %d names".formatted(limit()),
                    null);
        }
    }
}
