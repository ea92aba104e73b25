/**
 * Which database engines run on this machine and in its containers: what can be seen with the
 * rights of the caller, and what could not be seen. Knows nothing of targets.
 */
@NullMarked
package io.orchestratex.cli.discovery;

import org.jspecify.annotations.NullMarked;
