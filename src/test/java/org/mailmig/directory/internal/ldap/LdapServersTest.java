// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.CommunicationException;
import javax.naming.NamingException;
import javax.naming.OperationNotSupportedException;
import javax.naming.directory.BasicAttributes;
import javax.naming.ldap.LdapContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailmig.config.Settings;
import org.mailmig.error.PermanentException;

/** If one of several servers refused StartTLS, the connections to the others stayed open until the process ended. */
class LdapServersTest {
    private final AtomicInteger open = new AtomicInteger();
    /** What each connection in turn does: {@code null} opens, an exception of its opening, or one of its first query. */
    private final Deque<Object> script = new ArrayDeque<>();

    /** Fails at its first query. */
    private record Broken(RuntimeException cause) {}

    static List<Object> failures() {
        return List.of(
                new PermanentException("does not offer StartTLS"),
                new OperationNotSupportedException("[LDAP: error code 53 - Unwilling To Perform]"),
                new Broken(new IllegalStateException("what no server sends")));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void allAreClosedIfOneFails(Object failure) {
        script.add("ok");
        script.add("ok");
        script.add(failure);
        assertThatThrownBy(() -> servers().askEach("looking", (server, ldap) -> true))
                .isInstanceOf(RuntimeException.class);
        assertThat(open).hasValue(0);
    }

    @Test
    void aServerThatIsDownIsLeftOut() {
        script.add("ok");
        script.add(new CommunicationException("127.0.0.2:389"));
        script.add("ok");
        assertThat(servers().askEach("looking", (server, ldap) -> true)).hasSize(2);
        assertThat(open).hasValue(0);
    }

    private LdapConnections<LdapReader> servers() {
        DefaultCamelContext context = new DefaultCamelContext();
        Properties keys = new Properties();
        keys.put("mailmig.directory.url", "ldap://directory.example");
        context.getPropertiesComponent().setOverrideProperties(keys);
        LdapAccess access = new LdapAccess(new DirectoryKeys(Settings.of(context), DirectoryKeys.TARGET, "url"), host ->
                new InetAddress[] {address(1), address(2), address(3)});
        return new LdapConnections<>(access, line -> reader());
    }

    private static InetAddress address(int last) throws java.net.UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
    }

    private LdapReader reader() throws NamingException {
        Object next = script.remove();
        if (next instanceof NamingException e) {
            throw e;
        }
        if (next instanceof RuntimeException e) {
            throw e;
        }
        open.incrementAndGet();
        return new LdapReader((LdapContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {LdapContext.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        open.decrementAndGet();
                        return null;
                    }
                    if (next instanceof Broken broken) {
                        throw broken.cause();
                    }
                    return new BasicAttributes();
                }));
    }
}
