package io.semblance.store.lucene;

import io.semblance.store.IndexDefinition;

import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

import java.io.IOException;

/** Lucene's own codec with an index's graph parameters, and vectors of up to 4,000 dimensions. */
final class HnswCodec extends Lucene104Codec {

    private final KnnVectorsFormat format;

    HnswCodec(IndexDefinition definition) {
        this.format =
                new Wide(
                        new Lucene99HnswVectorsFormat(definition.m(), definition.efConstruction()));
    }

    @Override
    public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
        return format;
    }

    /** Takes the name of what it wraps: segments are read without it. */
    private static final class Wide extends KnnVectorsFormat {

        private final KnnVectorsFormat format;

        Wide(KnnVectorsFormat format) {
            super(format.getName());
            this.format = format;
        }

        @Override
        public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
            return format.fieldsWriter(state);
        }

        @Override
        public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
            return format.fieldsReader(state);
        }

        @Override
        public int getMaxDimensions(String field) {
            return IndexDefinition.MAX_DIMENSION;
        }
    }
}
