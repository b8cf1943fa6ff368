// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Converter;
import org.mailmig.text.JsonMapper;

/**
 * Converts an {@link Account} to and from JSON, on any queue. A message needs only {@code wave} and {@code account}; other known properties
 * are read too, unknown ones are ignored. A Camel type converter, so the body may be in either form.
 */
@Converter(generateLoader = true)
public final class AccountConverter {
    private static final ObjectMapper MAPPER = JsonMapper.create();

    private AccountConverter() {}

    @Converter
    public static String toJson(Account account) throws JsonProcessingException {
        return MAPPER.writeValueAsString(account);
    }

    /** The message for a queue: wave and account only. The rest is in the ledger. */
    public static String message(Account account) {
        return MAPPER.createObjectNode()
                .put("wave", account.getWave())
                .put("account", account.getAccount())
                .toString();
    }

    /** UTF-8. */
    @Converter
    public static byte[] toBytes(Account account) throws JsonProcessingException {
        return toJson(account).getBytes(StandardCharsets.UTF_8);
    }

    @Converter
    public static Account fromJson(String json) throws JsonProcessingException {
        return named(MAPPER.readValue(json, Account.class));
    }

    /** UTF-8. */
    @Converter
    public static Account fromBytes(byte[] json) throws IOException {
        return named(MAPPER.readValue(json, Account.class));
    }

    @Converter
    public static Account fromStream(InputStream json) throws IOException {
        return named(MAPPER.readValue(json, Account.class));
    }

    private static Account named(Account account) {
        if (account == null || account.getWave() == null || account.getAccount() == null) {
            throw new IllegalArgumentException("A message on the accounts queue must be JSON with wave and account.");
        }
        return account;
    }
}
