// SPDX-License-Identifier: Apache-2.0

/** Why a step ends: transient, permanent, refused, lease lost, stopping. */
package org.mailmig.error;
