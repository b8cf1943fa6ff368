// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.internal.rows;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.mailmig.text.JsonMapper;

/** Rows and results as JSON columns. */
public final class Json {
    private static final ObjectMapper MAPPER =
            JsonMapper.create().setSerializationInclusion(JsonInclude.Include.NON_DEFAULT);

    private Json() {}

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    public static <T> T read(String text, Class<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the ledger contains what is not " + type.getSimpleName(), e);
        }
    }
}
