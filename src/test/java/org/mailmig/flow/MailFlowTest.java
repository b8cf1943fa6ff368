// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/mail-flow.md names a test for every edge that it draws, and its table lists every such test. */
class MailFlowTest {
    @Test
    void theDrawingAndTheTestsHaveTheSameEdges() throws Exception {
        List<String> drawn = Pattern.compile("\\| `(\\w+)` \\|$", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("docs/mail-flow.md")))
                .results()
                .map((MatchResult each) -> each.group(1))
                .distinct()
                .toList();
        assertThat(Arrays.stream(MailEdgesIT.class.getDeclaredMethods())
                        .filter(each -> each.isAnnotationPresent(Test.class))
                        .map(each -> each.getName()))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(drawn);
    }
}
