// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.config.Secret;
import org.mailmig.imap.cyrus.CyrusSyncReader;
import org.mailmig.imap.internal.session.Command;
import org.mailmig.imap.internal.session.CommandPolicy;
import org.mailmig.imap.internal.session.ResponseHandler;
import org.mailmig.imap.model.FolderQuery;
import org.mailmig.imap.model.HeaderReceiver;
import org.mailmig.imap.model.TextReceiver;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.imap.text.UidSet;

/** A source is only ever read: its connections have no method that sends a command which changes anything, and refuse one. */
class ReadOnlyConnectionTest {
    /** Written here once more, so that a new command in {@link CommandPolicy} is decided twice. */
    private static final Set<String> CHANGE_NOTHING = Set.of(
            "CAPABILITY",
            "NOOP",
            "LOGOUT",
            "AUTHENTICATE",
            "ID",
            "NAMESPACE",
            "LIST",
            "LSUB",
            "STATUS",
            "EXAMINE",
            "UNSELECT",
            "UID FETCH",
            "UID SEARCH",
            "GETQUOTAROOT",
            "GETACL",
            "GETMETADATA");

    @RegisterExtension
    final ScriptedServer server = new ScriptedServer()
            .offers("ACL METADATA CONDSTORE ENABLE UIDPLUS MULTIAPPEND LITERAL+ QUOTA SPECIAL-USE UNSELECT OBJECTID"
                    + " STATUS=SIZE APPENDLIMIT X-GM-EXT-1 ID X-REPLICATION");

    private ReadOnlyConnection connect() throws Exception {
        return ReadOnlyConnection.open(
                server.address(ServerAddress.Tls.NONE, null, Duration.ofSeconds(5)),
                new Login(Login.Style.PASSWORD, "anna", null, () -> Secret.of(ScriptedServer.PASSWORD)));
    }

    @Test
    void noPublicMethodSendsACommandThatChangesAnything() throws Exception {
        List<String> called = new ArrayList<>();
        for (Method method : ReadOnlyConnection.class.getMethods()) {
            if (method.getDeclaringClass() == Object.class || Modifier.isStatic(method.getModifiers())) {
                continue;
            }
            try (ReadOnlyConnection connection = connect()) {
                connection.examine("Work");
                call(connection, method);
                called.add(method.getName());
            }
        }

        assertThat(called)
                .contains("examine", "fetchBodies", "list", "searchFrom", "extras", "largerThan", "mailboxIds");
        Set<String> verbs = new TreeSet<>();
        server.commands.forEach(command -> verbs.add(verb(command)));
        assertThat(verbs).contains("EXAMINE", "UID FETCH", "UID SEARCH", "LIST", "GETACL", "GETMETADATA", "STATUS");
        assertThat(CHANGE_NOTHING).containsAll(verbs);
        assertThat(server.commands)
                .filteredOn(command -> command.startsWith("UID FETCH"))
                .noneMatch(command -> command.matches(".*(BODY\\[|RFC822[^.]|RFC822\\.TEXT).*"));
    }

    /** The answer is bare, so a method may complain of it: what was sent is what counts. */
    private static void call(ReadOnlyConnection connection, Method method) throws Exception {
        Object[] arguments = method.getName().equals("examineEach")
                ? new Object[] {List.of(new FolderQuery("Work", UidSet.range(1, 9), message -> {}))}
                : Arrays.stream(method.getParameterTypes())
                        .map(type -> argument(type, connection))
                        .toArray();
        try {
            method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            assertThat(e.getCause()).describedAs(method.toString()).isInstanceOf(java.io.IOException.class);
        }
    }

    private static Object argument(Class<?> type, ReadOnlyConnection connection) {
        if (type == String.class) {
            return "Work";
        } else if (type == List.class || type == Collection.class) {
            return new ArrayList<>(List.of("Work"));
        } else if (type == UidSet.class) {
            return UidSet.range(1, 9);
        } else if (type == long.class) {
            return 1L;
        } else if (type == boolean.class) {
            return true;
        } else if (type == Consumer.class) {
            return (Consumer<Object>) taken -> {};
        } else if (type == BiConsumer.class) {
            return (BiConsumer<Object, Object>) (uid, taken) -> {};
        } else if (type == HeaderReceiver.class) {
            return (HeaderReceiver) (uid, bytes) -> {};
        } else if (type == TextReceiver.class) {
            return (TextReceiver) (uid, size, bytes) -> {};
        } else if (type == ReadOnlyConnection.class) {
            return connection;
        }
        throw new AssertionError("give this test a value for " + type);
    }

    private static String verb(String command) {
        String[] words = command.split(" ");
        return words[0].equals("UID") ? "UID " + words[1] : words[0];
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT",
                "APPEND",
                "CREATE",
                "DELETE",
                "RENAME",
                "SUBSCRIBE",
                "UNSUBSCRIBE",
                "STORE",
                "UID STORE",
                "UID EXPUNGE",
                "EXPUNGE",
                "CLOSE",
                "COPY",
                "UID COPY",
                "UID MOVE",
                "SETACL",
                "DELETEACL",
                "SETMETADATA",
                "SETANNOTATION",
                "SETQUOTA",
                "SYNCAPPLY MESSAGE",
                "SYNCAPPLY MAILBOX",
                "SYNCRESTART",
                "XFER"
            })
    void aCommandThatChangesSomethingIsNotSentEvenByAFaultOfOurs(String name) throws Exception {
        ReadOnlyConnection connection = connect();
        int before = server.commands.size();

        assertThatThrownBy(() -> connection.conversation.attempt(Command.of(name, "Work"), ResponseHandler.NONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(name);
        assertThatThrownBy(
                        () -> connect().conversation.pipeline(List.of(Command.of(name, "Work")), ResponseHandler.NONE))
                .isInstanceOf(IllegalStateException.class);

        assertThat(connection.isOpen()).isFalse();
        assertThat(server.commands.subList(before, server.commands.size()))
                .allMatch(command -> CHANGE_NOTHING.contains(verb(command)));
    }

    @Test
    void whatReadsOnlyHasNoneOfTheMethodsThatWrite() {
        Set<String> reading = new TreeSet<>();
        for (Method method : ReadOnlyConnection.class.getMethods()) {
            reading.add(method.getName());
        }
        assertThat(reading)
                .doesNotContain(
                        "select", "append", "store", "create", "make", "delete", "rename", "subscribe", "unsubscribe")
                .doesNotContain("expunge", "remove", "grant", "annotate", "giveRole", "tryCreate");
        assertThat(Arrays.stream(CyrusSyncReader.class.getMethods()).map(Method::getName))
                .doesNotContain("texts", "state", "forget");
    }
}
