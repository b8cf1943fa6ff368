// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.model;

/** Receives one message's header fields. */
@FunctionalInterface
public interface HeaderReceiver {
    void fields(long uid, byte[] octets);
}
