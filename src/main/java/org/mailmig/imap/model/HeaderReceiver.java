// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.model;

/** Takes one message's header fields. */
@FunctionalInterface
public interface HeaderReceiver {
    void fields(long uid, byte[] octets);
}
