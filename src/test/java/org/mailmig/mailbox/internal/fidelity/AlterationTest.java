// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AlterationTest {
    private static Optional<Set<String>> reasons(String sent, String stored) {
        return Alteration.reasons(bytes(sent), bytes(stored));
    }

    private static MessageBytes bytes(String text) {
        return MessageBytes.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void because(String sent, String stored, String... reasons) {
        assertThat(reasons(sent, stored))
                .hasValueSatisfying(found -> assertThat(found).containsExactlyInAnyOrder(reasons));
    }

    private static void differs(String sent, String stored) {
        assertThat(reasons(sent, stored)).isEmpty();
    }

    @Test
    void theSameBytesHaveNoReason() {
        because("A: b\r\n\r\ntext\r\n", "A: b\r\n\r\ntext\r\n");
        because("", "");
    }

    @Test
    void whatServersDoToSingleBytesIsSeen() {
        because("A: \u00fcX\r\n\r\nt\r\n", "A: XX\r\n\r\nt\r\n", "8-bit bytes in a header");
        because("A: \u00c3\u00bc\r\n\r\nt\r\n", "A: XX\r\n\r\nt\r\n", "8-bit bytes in a header");
        because("A: a\u00fcb\r\n\r\nt\r\n", "A: ab\r\n\r\nt\r\n", "8-bit bytes in a header");
        because("A: b\r\n\r\na\0b\r\n", "A: b\r\n\r\na\u0080b\r\n", "NUL bytes");
        because("A: b\r\n\r\na\0b\r\n", "A: b\r\n\r\nab\r\n", "NUL bytes");
        because("A: b\r\n\r\n\u00e4\r\n", "A: b\r\n\r\nd\r\n", "8-bit bytes in the text");
    }

    @Test
    void whatServersDoToLineEndsIsSeen() {
        because("A: b\r\n\r\na\r\r\nb\r\n", "A: b\r\n\r\na\r\nb\r\n", "CR CR LF line ends");
        because("A: b\n\na\nb\n", "A: b\r\n\r\na\r\nb\r\n", "line ends without CR");
        because("A: b\r\n\r\ntext\r", "A: b\r\n\r\ntext", "a CR at the end");
        because("A: b\r\n\r\ntext", "A: b\r\n\r\ntext\r\n", "a last line without a line end");
        because("A: b\r\n\r\ntext\r\n\r\n\r\n", "A: b\r\n\r\ntext\r\n", "line ends at the end");
        because("A: b\r\n\r\na\rb\r\n", "A: b\r\n\r\na\r\nb\r\n", "a CR that does not end a line");
        because("A: b\r\n\r\na\rb\r\n", "A: b\r\n\r\nab\r\n", "a CR that does not end a line");
    }

    @Test
    void aReasonThatTheMessageHoldsAndThatIsNotTheDifferenceIsNotNamed() {
        because("A: \u00fc\r\n\r\na\0b\r", "A: \u00fc\r\n\r\na\0b", "a CR at the end");
    }

    @Test
    void fieldsThatTheMboxFormatTakesOutAreNamed() {
        because(
                "Subject: s\r\nStatus: RO\r\nX-Keywords: a\r\n b\r\nTo: x\r\n\r\ntext\r\n",
                "Subject: s\r\nTo: x\r\n\r\ntext\r\n",
                "the header field Status",
                "the header field X-Keywords");
        because("A: b\r\nX-UID: 5\r\n\r\ntext\r\n", "A: b\r\n\r\ntext\r\n", "the header field X-UID");
        because(
                "A: b\r\n\r\ntext\r\n",
                "A: b\r\nStatus: O\r\n\r\ntext\r\n",
                "the header as it is, and adds the field Status");
        because("A: b\r\n\r\nFrom me\r\n", "A: b\r\n\r\n>From me\r\n", "lines that begin with From");
        differs("Subject: s\r\nTo: x\r\n\r\ntext\r\n", "To: x\r\n\r\ntext\r\n");
        differs("A: b\r\n\r\nStatus: RO\r\ntext\r\n", "A: b\r\n\r\ntext\r\n");
    }

    @Test
    void whatNoServerDoesEachTimeDiffers() {
        differs("A: b\r\n\r\ntext\r\n", "A: b\r\n\r\nteXt\r\n");
        differs("A: b\r\n\r\ntext of it\r\n", "A: b\r\n\r\ntext\r\n");
        differs("A: b\r\n\r\ntext\r\n", "");
        differs("A: b\r\n\r\ntext\r\n", "A: b\r\n\r\ntext\r\nadvertisement\r\n");
    }

    @Test
    void linesAreFoundInALargeMessageToo() throws Exception {
        String large = "A: b\r\n\r\n" + "line\r\n".repeat(300_000);
        MessageBytes sent =
                MessageBytes.read(new ByteArrayInputStream((large + "\r").getBytes(StandardCharsets.ISO_8859_1)));
        MessageBytes stored = MessageBytes.read(new ByteArrayInputStream(large.getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(Alteration.reasons(sent, stored)).contains(Set.of("a CR at the end"));
    }

    /** Whatever the two are, it ends. */
    @Test
    void itEndsForAnyTwoTexts() {
        Random random = new Random(16);
        for (int i = 0; i < 20_000; i++) {
            String one = text(random);
            String other = text(random);
            Optional<Set<String>> reasons = reasons(one, other);
            assertThat(reasons.isPresent() && reasons.get().isEmpty()).isEqualTo(one.equals(other));
            assertThat(reasons(one, one)).contains(Set.of());
        }
    }

    private static String text(Random random) {
        String[] parts = {"\r", "\n", "\r\n", "A: b", "Status: R", ">From ", "From ", "\0", "\u00fc", "X", " ", "x"};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }
}
