// SPDX-License-Identifier: Apache-2.0
/**
 * Access tokens of OAuth 2.0 (RFC 6749, 7523) for logins with XOAUTH2 and OAUTHBEARER: how they are obtained and how long they are used.
 */
package org.mailmig.oauth;
