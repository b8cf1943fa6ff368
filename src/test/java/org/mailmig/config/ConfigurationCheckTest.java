// SPDX-License-Identifier: Apache-2.0
package org.mailmig.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A typing error in any key is reported before anything starts, and no valid value is reported. */
class ConfigurationCheckTest {
    private final CamelContext context = new DefaultCamelContext();

    private List<String> problems(String key, String value) {
        Properties keys = new Properties();
        keys.setProperty(key, value);
        context.getPropertiesComponent().setOverrideProperties(keys);
        return ConfigurationCheck.problems(context);
    }

    /** Whatever the shipped file gives a time, a number, a truth value or one of several words. */
    static Stream<String> keysWithAForm() throws Exception {
        Properties shipped = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("config/application.properties"))) {
            shipped.load(file);
        }
        return shipped.stringPropertyNames().stream()
                .filter(key -> shipped.getProperty(key)
                        .matches("\\d+(ms|s|m|h|d)?|true|false|none|refuse|keep|error|merge|exchange|utf-8"))
                .filter(key -> !key.endsWith(".probe-user"))
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("keysWithAForm")
    void nonsenseIsReported(String key) {
        assertThat(problems(key, "christmas")).singleElement().asString().contains(key, "christmas");
    }

    @ParameterizedTest
    @CsvSource({
        "mailmig.directory.tls, implicit|starttls|none",
        "mailmig.source.directory.tls, implicit|starttls|none",
        "mailmig.target.sieve.tls, implicit|starttls|none",
        "mailmig.target.tls, implicit|starttls|none",
        "mailmig.target.identity.kind, none|dovecot-http|cyrus-sync",
        "mailmig.target.sieve.folder-names, utf-8|modified-utf-7",
        "mailmig.target.when-initialised, refuse|merge",
        "mailmig.target.when-too-small, refuse|go-on",
        "mailmig.target.admin-style, authzid|dovecot|exchange|proxyauth|xoauth2|none",
        "mailmig.directory.referrals, error|ignore-subordinate",
        "mailmig.directory.page, 0|500",
        "mailmig.merge.removals, keep|follow",
        "mailmig.intake.mode, clone|merge",
        "mailmig.intake.largest, 1|3000000000",
        "mailmig.forwarder.preset, exchange|postfix|dovecot",
        "mailmig.sweep.until, 5d|2026-12-24T08:00:00Z"
    })
    void everyRightWordPasses(String key, String words) {
        for (String word : words.split("\\|")) {
            assertThat(problems(key, word)).describedAs(word).isEmpty();
        }
        assertThat(problems(key, "christmas")).singleElement().asString().contains(key, "christmas");
    }

    /** All keys of the type time. A limit of no time made every attempt fail, or meant no limit, depending on the key. */
    static Stream<String> times() {
        return KeyTable.rows().stream()
                .filter(row -> row.type() == KeyTable.Type.TIME)
                .flatMap(row -> row.names().stream());
    }

    @ParameterizedTest
    @MethodSource("times")
    void noTimeIsNegativeAndALimitIsAboveZero(String key) {
        boolean limit =
                key.matches(".*(timeout|interval|period|lease|requeue-after|probe\\.wait)") && !key.contains("sweep");
        for (String zero : List.of("0", "0s")) {
            if (limit) {
                assertThat(problems(key, zero)).singleElement().asString().contains(key, "above 0");
            } else {
                assertThat(problems(key, zero)).isEmpty();
            }
        }
        assertThat(problems(key, "-5000")).singleElement().asString().contains(key, "-5000");
        assertThat(problems(key, "5s")).isEmpty();
    }

    @Test
    void whatIsNotSetIsNotRead() {
        assertThat(ConfigurationCheck.problems(context)).isEmpty();
    }

    @Test
    void anotherQueueNeedsOptionsOfItsOwn() throws Exception {
        Properties keys = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("config/application.properties"))) {
            keys.load(file);
        }
        keys.setProperty("mailmig.accounts.uri", "jms:queue:mailmig-accounts");
        context.getPropertiesComponent().setOverrideProperties(keys);
        assertThat(ConfigurationCheck.problems(context))
                .singleElement()
                .asString()
                .contains("mailmig.accounts.producer", "options of seda:,", "config/application.properties");
        keys.setProperty("mailmig.accounts.producer", "deliveryPersistent=true");
        keys.setProperty("mailmig.accounts.consumer", "concurrentConsumers=4&transacted=true");
        assertThat(ConfigurationCheck.problems(context)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"mailmig.forwarder.preset, Exchange", "mailmig.target.admin-style, DOVECOT"})
    void wordsAreReadAsTheyAreWritten(String key, String word) {
        assertThat(problems(key, word)).singleElement().asString().contains(key, word);
    }
}
