// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the MTA wrote down of each message. */
final class MailLog {
    private static final Pattern SENT =
            Pattern.compile("postfix/lmtp\\[\\d+\\]: (\\w+): to=<([^>]+)>,(?: orig_to=<([^>]+)>,)?.* status=(\\w+)");
    private static final Pattern CLIENT = Pattern.compile("postfix/smtpd\\[\\d+\\]: (\\w+): client=");
    private final String text;
    private final Map<String, String> deliveredTo = new HashMap<>();
    private int forwarded;

    MailLog(String text) {
        this.text = text;
        Matcher sent = SENT.matcher(text);
        while (sent.find()) {
            if (sent.group(4).equals("sent")) {
                String before = deliveredTo.put(sent.group(1), sent.group(2));
                assertThat(before)
                        .describedAs("%s delivered twice", sent.group(1))
                        .isNull();
                forwarded += sent.group(2).endsWith("@source.example") ? 1 : 0;
            }
        }
    }

    /** No bounce, no loop; what was forwarded once never came back into the queue. */
    void isClean(int messages) {
        assertThat(text)
                .doesNotContain("status=bounced")
                .doesNotContain("status=expired")
                .doesNotContain("loop")
                .doesNotContain("unreasonable virtual_alias_maps")
                .doesNotContain("fatal:")
                .doesNotContain("panic:");
        assertThat(deliveredTo.values())
                .allMatch(address -> address.matches("[^@]+@(source|target)\\.example"))
                .noneMatch(address -> address.contains(".alt@"));
        long entered = CLIENT.matcher(text).results().count();
        assertThat((long) deliveredTo.size()).isEqualTo(messages).isLessThanOrEqualTo(entered);
    }

    /** Messages that reached the source because of a forwarder. */
    int forwarded() {
        return forwarded;
    }
}
