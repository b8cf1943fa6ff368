// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailmig.directory.DirectoryWorld.ALICE;

import com.unboundid.ldap.sdk.Attribute;
import java.util.List;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.PagedResultsControl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailmig.Account;
import org.mailmig.directory.internal.entry.Directories;
import org.mailmig.error.PermanentException;
import org.mailmig.error.RefusedException;

/** What Active Directory does and slapd does not: references with every search, rights that it tells, few controls. */
class ActiveDirectoryTest {
    private static final Attribute CAPABILITIES =
            new Attribute("supportedCapabilities", "1.2.840.113556.1.4.800", "1.2.840.113556.1.4.1670");
    private DirectoryWorld world;
    private LineWorld line;

    @BeforeEach
    void open() throws Exception {
        world = new DirectoryWorld(List.of(CAPABILITIES, new Attribute("supportedControl", PagedResultsControl.OID)));
        world.set("mailmig.directory.referrals", "ignore-subordinate");
        world.mood.continuation = "ldap://127.0.0.1:1/cn=Configuration,dc=new,dc=example";
        line = new LineWorld(world.context);
    }

    @AfterEach
    void close() throws Exception {
        line.close();
        world.close();
    }

    @Test
    void everyPageComesAlthoughEachEndsWithReferences() {
        world.set("mailmig.directory.page", "2");
        int searches = world.mood.searches.get();
        List<SearchResult> all =
                Directories.of(world.context).target().search("(objectClass=inetOrgPerson)", List.of("mail"));
        assertThat(all).hasSize(6);
        assertThat(all).extracting(SearchResult::getNameInNamespace).doesNotHaveDuplicates();
        assertThat(world.mood.searches.get() - searches).isEqualTo(3);
    }

    @Test
    void referencesAreAnErrorUnlessConfiguredOtherwiseOnEveryPage() {
        world.set("mailmig.directory.page", "2").set("mailmig.directory.referrals", "error");
        assertThatThrownBy(() ->
                        Directories.of(world.context).target().search("(objectClass=inetOrgPerson)", List.of("mail")))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("cn=Configuration");
    }

    /** The reference comes first: what the server says at the end must not be lost behind it. */
    @ParameterizedTest
    @CsvSource({"3, 0", "4, 0", "11, 0", "3, 500", "4, 500", "11, 2"})
    void anIncompleteAnswerIsAnErrorAlsoWhereReferencesAreIgnored(int code, String page) {
        world.set("mailmig.directory.page", page);
        world.mood.endSearches.add(code);
        assertThatThrownBy(() -> Directories.of(world.context).target().search("(uid=alice)", List.of("mail")))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("incomplete");
    }

    @Test
    void noControlIsSentButThoseThatTheRootDseLists() throws Exception {
        Account alice = line.take("alice@new.example");
        line.matched(alice).run("check", alice).run("stamp", alice).run("clear", alice);
        assertThat(world.mood.controls).containsOnly(PagedResultsControl.OID);

        world.close();
        world = new DirectoryWorld(List.of(CAPABILITIES, new Attribute("supportedControl", "1.2.3")));
        line = new LineWorld(world.context);
        Account again = line.take("alice@new.example");
        line.matched(again).run("check", again).run("stamp", again).run("clear", again);
        assertThat(world.mood.controls).isEmpty();
    }

    @Test
    void theRightsAreReadIfTheDirectoryReportsThem() {
        world.change(ALICE, "add: allowedAttributesEffective", "allowedAttributesEffective: proxyAddresses");
        Account alice = line.take("alice@new.example");
        line.matched(alice);
        int modifies = world.mood.modifies.get();
        assertThatThrownBy(() -> line.run("check", alice))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("allowedAttributesEffective")
                .hasMessageContaining("grant");
        world.change(ALICE, "replace: allowedAttributesEffective", "allowedAttributesEffective: TargetAddress");
        line.run("check", alice);
        assertThat(world.mood.modifies).hasValue(modifies);
    }
}
