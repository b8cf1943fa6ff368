// SPDX-License-Identifier: Apache-2.0
package org.mailmig.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.mailmig.ledger.wave.Event;

/**
 * An event as {@code --json} and the console show it: the components are the JSON fields, in this order.
 *
 * @param account missing for an event of the whole wave
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EventFields(Instant at, String wave, String account, String kind, String text) {

    public static EventFields of(Event event) {
        return new EventFields(event.at(), event.wave(), event.account(), event.word(), event.text());
    }
}
