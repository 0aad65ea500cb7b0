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

/**
 * Lucene's default codec with the graph parameters of an index, for vectors of up to {@value
 * IndexDefinition#MAX_DIMENSION} dimensions.
 */
final class HnswCodec extends Lucene104Codec {

    private final KnnVectorsFormat format;

    HnswCodec(IndexDefinition definition) {
        this.format =
                new HighDimensionFormat(
                        new Lucene99HnswVectorsFormat(definition.m(), definition.efConstruction()));
    }

    @Override
    public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
        return format;
    }

    /**
     * Raises the maximum dimension. It has the name of the wrapped format, which reads the
     * segments.
     */
    private static final class HighDimensionFormat extends KnnVectorsFormat {

        private final KnnVectorsFormat format;

        HighDimensionFormat(KnnVectorsFormat format) {
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
