// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** Marks tests that need Postfix in addition to the {@link RealServers}. Postfix starts as root only, so these tests need root. */
@Inherited
@RealServers
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RealMtaCondition.class)
public @interface RealMta {}
