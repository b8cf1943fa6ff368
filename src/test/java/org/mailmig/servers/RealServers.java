// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks tests that need Debian's servers. Where these are absent the tests are reported as skipped; with {@code
 * MAILMIG_REAL_SERVERS=required} in the environment (as in CI) they fail instead.
 */
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RealServersCondition.class)
public @interface RealServers {}
