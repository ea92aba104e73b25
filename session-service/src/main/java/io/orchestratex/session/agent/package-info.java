/** Agents: who works here and what they can do. */
@NullMarked
package io.orchestratex.session.agent;

import org.jspecify.annotations.NullMarked;
