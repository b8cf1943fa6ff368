// SPDX-License-Identifier: Apache-2.0
/** Mail sent by mailmig itself (the report, the probe): camel-mail with the TLS, tokens and limits of the configuration. */
package org.mailmig.smtp;
