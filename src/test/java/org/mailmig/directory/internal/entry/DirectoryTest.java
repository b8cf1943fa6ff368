// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

import java.util.List;
import javax.naming.directory.SearchResult;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.ldap.LdapHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailmig.directory.DirectoryEnvironment;
import org.mailmig.directory.DirectoryWorld;
import org.mailmig.directory.internal.ldap.DirectoryKeys;
import org.mailmig.directory.internal.ldap.LdapBind;
import org.mailmig.error.PermanentException;
import org.mailmig.error.TransientException;

/** The connection, and the {@code ldap:} look-up over it. */
class DirectoryTest {
    private DirectoryWorld world;

    @BeforeEach
    void open() throws Exception {
        world = new DirectoryWorld();
        world.context.getRegistry().bind("mailmigDirectory", new DirectoryEnvironment());
        world.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:mailmig-test")
                        .errorHandler(noErrorHandler())
                        .toV("ldap:mailmigDirectory", "mailmigFilter", "mailmigCandidates");
            }
        });
        world.context.start();
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    @Test
    void theLookUpFindsTheEntryWithSpecialCharactersAndOnlyThat() {
        List<SearchResult> found = lookUp("(uid=" + LdapHelper.escapeFilter("odd*)(uid=*") + ")");
        assertThat(found).hasSize(1);
        String dn = found.get(0).getNameInNamespace();
        assertThat(world.mood.binds).hasValue(1);
        // The returned name can be used in a search again, whatever it contains.
        assertThat(Directories.of(world.context).target().entry(dn).values("mail"))
                .hasValue(List.of("odd(*)\\@new.example"));
        WritableEntry entry = Directories.of(world.context).writableTarget().entry(dn);
        assertThat(entry.add("targetAddress", "SMTP:odd@old.example").ok()).isTrue();
        assertThat(world.forwarder(dn)).containsExactly("SMTP:odd@old.example");
    }

    @Test
    void theLookUpWorksForAnyNumberOfExchangesAndKeepsTheBody() {
        for (int i = 0; i < 3; i++) {
            Exchange exchange = exchange("(uid=alice)");
            assertThat(exchange.getMessage().getBody()).isEqualTo("the account");
            assertThat(exchange.getVariable("mailmigCandidates"))
                    .asInstanceOf(list(SearchResult.class))
                    .hasSize(1);
        }
    }

    @Test
    void anEmptyFilterFindsNothingAndOpensNothing() {
        world.stopServer();
        assertThat(lookUp("")).isEmpty();
        assertThat(world.mood.binds).hasValue(0);
    }

    @Test
    void withoutADirectoryNothingIsFoundAndNothingOpened() {
        world.set("mailmig.directory.url", "");
        assertThat(lookUp("(uid=alice)")).isEmpty();
        assertThat(world.mood.binds).hasValue(0);
    }

    @Test
    void aServerWithoutStartTlsIsNeverSentThePassword() {
        world.set("mailmig.directory.tls", "starttls");
        assertThatThrownBy(() -> lookUp("(uid=alice)"))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("StartTLS")
                .hasMessageContaining(world.url());
        assertThat(world.mood.binds).hasValue(0);
    }

    @Test
    void aServerThatIsDownIsAPassingFault() {
        world.stopServer();
        assertThatThrownBy(() -> lookUp("(uid=alice)"))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({"51", "52"})
    void aBusyServerIsAPassingFault(int code) {
        world.mood.refuseSearches.add(code);
        assertThatThrownBy(() -> lookUp("(uid=alice)")).isInstanceOf(TransientException.class);
    }

    @ParameterizedTest
    @CsvSource({"3, incomplete", "4, incomplete", "11, incomplete", "10, another server", "50, grant"})
    void anIncompleteAnswerIsAnErrorThatSaysWhatToDo(int code, String help) {
        world.mood.refuseSearches.add(code);
        assertThatThrownBy(() -> lookUp("(uid=alice)"))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining(help);
    }

    @Test
    void aReferralToAnotherServerIsNeverFollowed() throws Exception {
        world.set("mailmig.directory.referrals", "ignore-subordinate");
        world.add(
                "dn: ou=elsewhere,dc=new,dc=example",
                "objectClass: referral",
                "objectClass: extensibleObject",
                "ou: elsewhere",
                "ref: ldap://127.0.0.1:1/ou=elsewhere,dc=new,dc=example");
        assertThat(lookUp("(uid=alice)")).hasSize(1);
    }

    @Test
    void aSearchThatRefersToOtherServersIsIncompleteUnlessConfiguredOtherwise() {
        world.mood.continuation = "ldap://127.0.0.1:1/cn=Configuration,dc=new,dc=example";
        assertThatThrownBy(() -> lookUp("(uid=alice)"))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("mailmig.directory.referrals");
        world.set("mailmig.directory.referrals", "ignore-subordinate");
        assertThat(lookUp("(uid=alice)")).hasSize(1);
    }

    @Test
    void aRefusedBindIsNotTriedAgainUntilThePasswordChanges() {
        world.set("mailmig.directory.password", "wrong-secret");
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> lookUp("(uid=alice)"))
                    .isInstanceOf(PermanentException.class)
                    .hasMessageContaining("cn=mailmig,dc=new,dc=example")
                    .hasMessageContaining("mailmig.directory.password")
                    .hasMessageNotContaining("wrong-secret");
        }
        assertThat(world.mood.binds).hasValue(1);
        world.set("mailmig.directory.password", "secret-of-the-bind");
        assertThat(lookUp("(uid=alice)")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "ldap://dc.new.example, clear text",
        "ldap://127.0.0.1.evil.example, clear text",
        "http://dc.new.example, must be one server",
        "dc.new.example, must be one server",
        "ldap://a ldap://b, must be one server"
    })
    void aUrlThatWouldLeakOrNamesNoServerIsRefusedBeforeAnythingIsSent(String url, String why) {
        world.set("mailmig.directory.url", url);
        assertThatThrownBy(() -> lookUp("(uid=alice)"))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aBindNameWithoutPasswordIsRefusedBecauseItWouldBindAnonymously() {
        world.set("mailmig.directory.password", "");
        assertThatThrownBy(() -> lookUp("(uid=alice)"))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("mailmig.directory.password");
        assertThat(world.mood.binds).hasValue(0);
    }

    @Test
    void theCertificateOfAnEncryptedLineIsVerifiedBeforeThePasswordIsSent() throws Exception {
        world.set("mailmig.directory.url", world.encryptedUrl());
        assertThatThrownBy(() -> lookUp("(uid=alice)"))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("certificate")
                .hasMessageContaining("ldaps://127.0.0.1");
        assertThat(world.mood.binds).hasValue(0);
    }

    @Test
    void noSecretShowsInTheBeansOwnWords() {
        Object bean = world.context.getRegistry().lookupByName("mailmigDirectory");
        assertThat(bean.toString()).doesNotContain("secret-of-the-bind");
        assertThat(LdapBind.of(new DirectoryKeys(
                                org.mailmig.config.Settings.of(world.context), DirectoryKeys.TARGET, "url"))
                        .toString())
                .doesNotContain("secret-of-the-bind");
    }

    private List<SearchResult> lookUp(String filter) {
        Exchange exchange = exchange(filter);
        if (exchange.getException() != null) {
            throw (RuntimeException) exchange.getException();
        }
        @SuppressWarnings("unchecked")
        List<SearchResult> found = exchange.getVariable("mailmigCandidates", List.class);
        return found;
    }

    private Exchange exchange(String filter) {
        return world.context.createProducerTemplate().request("direct:mailmig-test", exchange -> {
            exchange.getMessage().setBody("the account");
            exchange.setVariable("mailmigFilter", filter);
        });
    }
}
