// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@link RealServers} for tests that need Cyrus, which Debian cannot install together with Dovecot: {@code .ci/run} unpacks it. */
@RealServers
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RealCyrusCondition.class)
public @interface RealCyrus {}
