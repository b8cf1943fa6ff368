// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.config.ConfigurationCheck;
import org.mailmig.config.Settings;
import org.mailmig.error.PermanentException;

/** Values are read exactly as written, and mistakes in keys are reported when a host's context starts, all at once. */
class ConfigurationAsWrittenTest {
    private static final String PASSWORD = "mailmig.source.admin-password";
    private final CamelContext context = new DefaultCamelContext();
    private final Properties keys = new Properties();

    private Settings settings(Map<String, String> values) {
        keys.putAll(values);
        context.getPropertiesComponent().setInitialProperties(keys);
        return Settings.of(context);
    }

    /** What {@code {{vault:NAME}}} gives. */
    private void vault(String secret) {
        context.getPropertiesComponent().addPropertiesFunction(new PropertiesFunction() {
            @Override
            public String getName() {
                return "vault";
            }

            @Override
            public String apply(String remainder) {
                return remainder.equals("known") ? secret : null;
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a}}b", "}}", "a{{b", "{{", "}}{{", " both ends ", "back\\slash", "a'}}b", "{ {x} }"})
    void bracesAndBlanksAreText(String secret) {
        assertThat(settings(Map.of(PASSWORD, secret)).find(PASSWORD)).contains(secret);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{env:HOME}}", "a{{mailmig.report.dir}}b", "}}", "{{", " x ", "{{'x'}}", "{{nothing}}"})
    void whatAFunctionGivesIsNotResolvedAgain(String secret) {
        vault(secret);
        assertThat(settings(Map.of(PASSWORD, "{{vault:known}}")).find(PASSWORD)).contains(secret);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{env:HOME}}", "a{{b}}c", "{{'", "'}}", "x{{{{y", "{{{"})
    void whatIsMeantLiterallyIsTakenLiterally(String secret) {
        assertThat(settings(Map.of(PASSWORD, Settings.literal(secret))).find(PASSWORD))
                .contains(secret);
    }

    @Test
    void keysThatReferToKeysAreResolvedWithTheirDefaults() {
        Settings settings = settings(Map.of(
                "mailmig.target.admin-password",
                "{{mailmig.source.admin-password}}",
                PASSWORD,
                "x}}y",
                "mailmig.source.admin-user",
                "OLD\\{{who:{{other:migrator}}}}",
                "other",
                "anna"));
        assertThat(settings.find("mailmig.target.admin-password")).contains("x}}y");
        assertThat(settings.find("mailmig.source.admin-user")).contains("OLD\\anna");
    }

    @Test
    void whatCannotBeResolvedIsNamed() {
        vault("secret");
        Settings settings = settings(
                Map.of(PASSWORD, "a{{vault:other}}", "mailmig.a", "{{mailmig.b}}", "mailmig.b", "{{mailmig.a}}"));
        assertThatThrownBy(() -> settings.find(PASSWORD))
                .isInstanceOf(PermanentException.class)
                .hasMessageContainingAll(PASSWORD, "{{vault:other}}");
        assertThatThrownBy(() -> settings.find("mailmig.a"))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("refers to itself");
    }

    @Test
    void aListOfYamlIsAList() {
        Settings settings = settings(Map.of(
                "mailmig.servers[0]", "north", "mailmig.servers[1]", "south", "mailmig.directory.match[0]", "uid"));
        assertThat(settings.find("mailmig.servers")).contains("north, south");
        assertThat(settings.find("mailmig.directory.match")).contains("uid");
    }

    @Test
    void aHostLearnsOfAllMistakesAsItStarts() throws Exception {
        settings(Map.of(
                "mailmig.source.connections",
                "many",
                "mailmig.forwarder.settle",
                "soon",
                "mailmig.servers[0]",
                "north"));
        context.start();
        assertThatThrownBy(() -> context.getEndpoint("mailbox:clone"))
                .rootCause()
                .hasMessageContainingAll(
                        "mailmig.source.connections", "mailmig.forwarder.settle", "mailmig.north.uri", "many", "soon");
        context.stop();
    }

    @Test
    void aHostThatLacksOneSideLearnsWhichKeyToSet() {
        settings(Map.of("mailmig.source.uri", "imaps://a"));
        assertThatThrownBy(() -> ConfigurationCheck.atStart(context, true)).hasMessageContaining("mailmig.target.uri");
        settings(Map.of("mailmig.target.uri", "imaps://b"));
        ConfigurationCheck.atStart(context, true);
    }
}
