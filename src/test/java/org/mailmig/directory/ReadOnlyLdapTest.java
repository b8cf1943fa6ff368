// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.directory.SearchControls;
import javax.naming.ldap.Control;
import javax.naming.ldap.LdapName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailmig.directory.internal.entry.Directories;
import org.mailmig.directory.internal.entry.Directory;
import org.mailmig.directory.internal.entry.LdapEntry;
import org.mailmig.directory.internal.entry.WritableDirectory;
import org.mailmig.directory.internal.entry.WritableEntry;
import org.mailmig.directory.internal.ldap.LdapConnections;
import org.mailmig.directory.internal.ldap.LdapReader;
import org.mailmig.directory.internal.ldap.LdapResult;
import org.mailmig.directory.internal.ldap.LdapWriter;

/** Only the forwarder and the addresses change a directory. Plans, checks and the source's directory get a connection that cannot write. */
class ReadOnlyLdapTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.mailmig");

    /** Who writes, decided here once more. */
    private static final String WRITERS =
            "(ForwarderStamp|ForwarderWrite|StampedEntry|MovedEntry|FormerEntry|ForwarderRemoval|ForwarderClear|ForwarderRestore|AddressTransfer|OtherServers"
                    + "|Writable(Directory|Entry)|LdapWriter|LdapConnector|Directories)([$].*)?";

    private DirectoryWorld world;

    @BeforeEach
    void open() throws Exception {
        world = new DirectoryWorld();
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    private static Stream<Method> methods(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> !method.isSynthetic() && !Modifier.isPrivate(method.getModifiers()));
    }

    private static Object argument(Class<?> type) throws Exception {
        if (type == LdapName.class) {
            return new LdapName(DirectoryWorld.ALICE);
        } else if (type == SearchControls.class) {
            return new SearchControls();
        } else if (type == String[].class) {
            return new String[] {"mail"};
        } else if (type == Control[].class) {
            return new Control[0];
        }
        return "(objectClass=*)";
    }

    @Test
    void noMethodOfTheReadingConnectionChangesAnEntry() throws Exception {
        Map<String, String> before = world.contents();
        List<String> called = new ArrayList<>();
        for (Method method : methods(LdapReader.class).toList()) {
            assertThat(Context.class.isAssignableFrom(method.getReturnType()))
                    .as("no context leaks by %s", method)
                    .isFalse();
            Directories.of(world.context).target().ask("walking through the methods", ldap -> {
                try {
                    Object[] arguments = new Object[method.getParameterCount()];
                    for (int i = 0; i < arguments.length; i++) {
                        arguments[i] = argument(method.getParameterTypes()[i]);
                    }
                    method.setAccessible(true);
                    method.invoke(ldap, arguments);
                } catch (InvocationTargetException e) {
                    assertThat(e.getCause()).isInstanceOf(NamingException.class);
                } catch (Exception e) {
                    throw new AssertionError(method.toString(), e);
                }
                return called.add(method.getName());
            });
        }
        assertThat(called).contains("search", "attributes", "triedRemoval", "searchWith", "close");
        assertThat(world.contents()).isEqualTo(before);
    }

    /** Its own value, whatever the format: one without a place for the address would be somebody's. */
    @Test
    void askingForTheRightToWriteTakesNothingAwayWhateverTheFormat() throws Exception {
        Directories.of(world.context)
                .writableTarget()
                .entry(DirectoryWorld.ALICE)
                .add("targetAddress", "fixed");
        LdapResult result = Directories.of(world.context)
                .target()
                .entry(DirectoryWorld.ALICE)
                .triedRemoval("targetAddress", "fixed");
        assertThat(result.code()).isEqualTo(LdapResult.NO_SUCH_ATTRIBUTE);
        assertThat(Directories.of(world.context)
                        .target()
                        .entry(DirectoryWorld.ALICE)
                        .values("targetAddress"))
                .hasValue(List.of("fixed"));
    }

    @Test
    void whatReadsHoldsItsContextForItself() {
        for (Class<?> type : List.of(LdapReader.class, LdapEntry.class, Directory.class, LdapConnections.class)) {
            assertThat(Arrays.stream(type.getDeclaredFields())
                            .filter(field -> Context.class.isAssignableFrom(field.getType()))
                            .filter(field -> !Modifier.isPrivate(field.getModifiers()))
                            .map(Field::getName))
                    .isEmpty();
            assertThat(methods(type).map(Method::getName))
                    .doesNotContain("add", "delete", "change", "changeAndRead", "modify", "rename", "bind", "unbind")
                    .doesNotContain("createSubcontext", "destroySubcontext", "writer");
        }
    }

    @Test
    void onlyTheForwarderAndTheAddressesWrite() {
        classes()
                .that(DescribedPredicate.describe("may change a directory", type -> Stream.of(
                                LdapWriter.class, WritableDirectory.class, WritableEntry.class)
                        .anyMatch(writing -> type.getDirectDependenciesFromSelf().stream()
                                .anyMatch(use -> use.getTargetClass().isEquivalentTo(writing)))))
                .should()
                .haveNameMatching("org[.]mailmig[.]directory[.]([a-z]+[.])*" + WRITERS)
                .check(OURS);
    }

    @Test
    void jndiSendsChangesFromTwoPlaces() {
        DescribedPredicate<JavaCall<?>> changes = DescribedPredicate.describe(
                "change something",
                call -> call.getTargetOwner().isAssignableTo(Context.class)
                        && call.getTarget()
                                .getName()
                                .matches("modifyAttributes|bind|rebind|unbind|rename|(create|destroy)Subcontext"));
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(LdapWriter.class.getName())
                .and()
                .doNotHaveFullyQualifiedName(LdapReader.class.getName())
                .should()
                .callCodeUnitWhere(changes)
                .check(OURS);
        assertThat(OURS.get(LdapReader.class).getMethodCallsFromSelf().stream()
                        .filter(changes)
                        .map(call -> call.getOrigin())
                        .map(JavaCodeUnit::getName))
                .containsExactly("triedRemoval");
    }
}
