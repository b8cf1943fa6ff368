// SPDX-License-Identifier: Apache-2.0
package org.mailmig.oauth;

/** A token endpoint refused the request (RFC 6749, 5.2). */
final class TokenRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String code;

    TokenRefusedException(String message, String code) {
        super(message);
        this.code = code;
    }

    /** {@code invalid_client}, {@code invalid_grant} and others; empty if the endpoint returns none. */
    String code() {
        return code;
    }
}
