//! One file per interface that the host gives to components: translate and delegate.
