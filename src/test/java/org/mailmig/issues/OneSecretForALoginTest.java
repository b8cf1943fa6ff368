// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailmig.config.ConfigurationCheck;

/** The secret of an admin login comes from one place: two of them are an error at startup that names both keys. */
class OneSecretForALoginTest {
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Properties keys = new Properties();

    private void set(String server, String how) {
        String prefix = "mailmig." + server + ".";
        switch (how) {
            case "bean" -> keys.put(prefix + "uri", "imaps://mail.example?authenticator=#tokens");
            case "quoted" -> keys.put(prefix + "uri", "imaps://mail.example?password=RAW(a&authenticator=b)");
            default -> keys.put(prefix + how, how.equals("oauth.grant") ? "file" : "hunter2");
        }
        context.getPropertiesComponent().setInitialProperties(keys);
    }

    @ParameterizedTest
    @CsvSource({
        "source, admin-password, bean, uri (option authenticator)",
        "target, admin-password-file, bean, uri (option authenticator)",
        "source, oauth.grant, bean, uri (option authenticator)",
        "target, admin-password, admin-password-file, admin-password-file",
        "source, admin-password, oauth.grant, oauth.grant",
        "berlin, admin-password, bean, uri (option authenticator)"
    })
    void twoSecretsAreAnError(String server, String first, String second, String named) {
        keys.put("mailmig.servers", "berlin");
        set(server, first);
        set(server, second);
        assertThat(ConfigurationCheck.problems(context))
                .singleElement()
                .asString()
                .contains("mailmig." + server + "." + first + " and mailmig." + server + "." + named)
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource({"admin-password", "admin-password-file", "oauth.grant", "bean"})
    void oneOnEachSideIsNone(String how) {
        set("source", how);
        set("target", how);
        assertThat(ConfigurationCheck.problems(context)).isEmpty();
    }

    @Test
    void anOptionWithinAPasswordIsNoBean() {
        set("source", "quoted");
        set("source", "admin-password");
        assertThat(ConfigurationCheck.problems(context)).isEmpty();
    }
}
