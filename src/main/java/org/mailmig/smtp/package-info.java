// SPDX-License-Identifier: Apache-2.0
/** Mail that mailmig sends itself (the report, the probe): camel-mail with TLS, tokens and limits of the configuration's keys. */
package org.mailmig.smtp;
