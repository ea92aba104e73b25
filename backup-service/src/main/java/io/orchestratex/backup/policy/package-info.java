/**
 * Policies: what is backed up by itself, when, and which backups are kept.
 *
 * <pre>
 *   schedule or age ─▶ backup ─▶ cleanup: plan ({@link io.orchestratex.backup.policy.Retention})
 *                                ─▶ marked ─▶ grace ─▶ looked at again ─▶ removed, one by one
 * </pre>
 */
@NullMarked
package io.orchestratex.backup.policy;

import org.jspecify.annotations.NullMarked;
