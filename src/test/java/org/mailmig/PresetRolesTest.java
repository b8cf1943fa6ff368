// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailmig.config.ConfigurationKeys;
import org.mailmig.config.Presets;
import org.mailmig.config.Settings;

/** What each preset sets in each role has an effect there, or docs/providers.md says that it has none. */
class PresetRolesTest {
    /** They count for the target alone. */
    private static final Set<String> OF_THE_TARGET = Set.of("own-folders");

    @ParameterizedTest
    @EnumSource(Presets.class)
    void everyOptionIsAKeyOfItsRole(Presets preset) throws Exception {
        Set<String> keys = ConfigurationKeys.of("third").all();
        for (String role : new String[] {"source", "target", "third"}) {
            Properties written = new Properties();
            written.setProperty(
                    "mailmig." + role + ".preset",
                    preset.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            try (DefaultCamelContext context = new DefaultCamelContext()) {
                context.getPropertiesComponent().setOverrideProperties(written);
                Settings settings = Settings.of(context);
                preset.options().forEach((option, value) -> {
                    String key = "mailmig." + role + "." + option;
                    assertThat(settings.find(key)).as(key).hasValue(value);
                    assertThat(keys.contains(key) || OF_THE_TARGET.contains(option))
                            .as("%s has an effect", key)
                            .isTrue();
                });
            }
        }
        String row = Files.readAllLines(Path.of("docs/providers.md")).stream()
                .filter(line -> line.startsWith(
                        "| `" + preset.name().toLowerCase(Locale.ROOT).replace('_', '-') + "`"))
                .findFirst()
                .orElseThrow();
        assertThat(row.contains("as target:")).isEqualTo(preset.options().containsKey("own-folders"));
    }
}
