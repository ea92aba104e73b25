/** Models behind one interface; each child package is one provider. */
@NullMarked
package io.orchestratex.session.provider;

import org.jspecify.annotations.NullMarked;
