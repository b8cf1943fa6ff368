// SPDX-License-Identifier: Apache-2.0

/** The configuration: its keys and their check, typed access, presets, secrets, certificate authorities. */
package org.mailmig.config;
