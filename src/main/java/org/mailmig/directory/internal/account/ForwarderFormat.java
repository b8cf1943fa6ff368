// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.account;

import java.util.Optional;
import org.mailmig.config.Settings;
import org.mailmig.error.PermanentException;

/**
 * The forwarding attribute and the form of its values: {@code mailmig.forwarder.preset}, each part of which can be overridden by a key.
 *
 * @param attribute {@code mailmig.forwarder.attribute}
 * @param format {@code mailmig.forwarder.format}: the value, with {@code %s} for the forward address
 * @param resting {@code mailmig.forwarder.resting}: the attribute's value while nothing is forwarded, with {@code %s} for the row's
 *     address; empty: no value
 */
public record ForwarderFormat(String attribute, String format, String resting) {
    public static ForwarderFormat of(Settings settings) {
        ForwarderFormat preset = preset(settings.get("mailmig.forwarder.preset"));
        return new ForwarderFormat(
                settings.find("mailmig.forwarder.attribute").orElse(preset.attribute()),
                settings.find("mailmig.forwarder.format").orElse(preset.format()),
                settings.find("mailmig.forwarder.resting").orElse(preset.resting()));
    }

    private static ForwarderFormat preset(String name) {
        return switch (name) {
            case "exchange" -> new ForwarderFormat("targetAddress", "SMTP:%s", "");
            case "postfix" -> new ForwarderFormat("maildrop", "%s", "");
            case "dovecot" -> new ForwarderFormat("mailForwardingAddress", "%s", "");
            default -> throw new PermanentException(
                    "mailmig.forwarder.preset must be exchange, postfix or dovecot, not \"" + name + "\".");
        };
    }

    /** The attribute's value while nothing is forwarded, for an entry with this address. */
    Optional<String> resting(String address) {
        return resting.isEmpty() ? Optional.empty() : Optional.of(resting.replace("%s", address));
    }
}
