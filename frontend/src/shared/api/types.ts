// The records that the views use, all taken from the generated description of the API.
import type { components, paths } from '../../api/schema';

type Method = 'get' | 'post';
type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : never;
type Answer<P extends keyof paths, M extends Method> = paths[P][M] extends {
  responses: { 200: infer Ok };
}
  ? Json<Ok>
  : never;

export type Tokens = Answer<'/api/v1/auth/login', 'post'>;
export type QuoteBatch = Answer<'/api/v1/data/quotes', 'get'>;
export type Quote = QuoteBatch['quotes'][number];
export type QuoteError = QuoteBatch['errors'][number];
export type Bars = Answer<'/api/v1/data/bars/{symbol}', 'get'>;
export type BarColumns = Bars['bars'];
export type Source = components['schemas']['Source'];
export type ListedSymbol = Answer<'/api/v1/data/symbols', 'get'>['symbols'][number];
export type RiskReport = Answer<'/api/v1/risk/metrics/{ticker}', 'get'>;
export type Prediction = Answer<'/api/v1/predictions/quick-predict', 'get'>;
export type StrategyInfo = Answer<'/api/v1/backtest/strategies', 'get'>['strategies'][number];
export type RunReport = Answer<'/api/v1/backtest/run', 'post'>;
export type RunRequest = NonNullable<
  paths['/api/v1/backtest/run']['post']['requestBody']
>['content']['application/json'];
export type Trade = RunReport['trades'][number];
export type Drawdowns = Answer<'/api/v1/risk/drawdowns/{ticker}', 'get'>;
export type Rolling = Answer<'/api/v1/risk/rolling/{ticker}', 'get'>;
export type Correlations = Answer<'/api/v1/risk/correlation', 'get'>;
export type ValueAtRisk = Answer<'/api/v1/risk/var/{ticker}', 'get'>;
export type Volatility = Answer<'/api/v1/risk/volatility/{ticker}', 'get'>;
export type Optimum = Answer<'/api/v1/risk/optimize', 'post'>;
export type OptimizeRequest = NonNullable<
  paths['/api/v1/risk/optimize']['post']['requestBody']
>['content']['application/json'];
export type Stress = Answer<'/api/v1/risk/stress', 'post'>;

type Schemas = components['schemas'];
export type ProviderState = Schemas['ProviderState'];
export type ProviderBudget = Schemas['ProviderBudget'];
export type ProviderProblem = Schemas['ProviderProblem'];
export type Plugin = Schemas['ListedPlugin'];
export type PluginDetail = Schemas['PluginAnswer'];
export type PluginVersion = Schemas['VersionInfo'];
export type LogEntry = Schemas['Entry'];
export type Shadow = Schemas['ShadowAnswer'];
export type LiveRun = Omit<Schemas['LiveAnswer'], 'settings'> & { settings: Record<string, number> };
export type LiveReplay = Schemas['ReplayedAnswer'];
export type RunReplay = Schemas['ReplayAnswer'];
export type Parameter = Schemas['ParameterAnswer'];
export type Curve = Schemas['Curve'];
/** A row of the list of runs; the document leaves its figures open. */
export type ListedRun = {
  id: string;
  created_at: string;
  strategy: string;
  version: number;
  result_hash: string;
  symbols?: string[];
  settings?: Record<string, number>;
  start?: string;
  end?: string;
  return_pct?: number | null;
  sharpe_ratio?: number | null;
  max_drawdown_pct?: number | null;
  n_trades?: number | null;
};
/** A kept run with the request that led to it. */
export type KeptRun = RunReport & { request: RunRequest; created_at: string };
export type JobRow = Schemas['Row'];
/** A job; what was asked and what came out depend on its kind. */
export type Job = Omit<Schemas['JobAnswer'], 'request' | 'result' | 'error'> & {
  request: Partial<RunRequest> & { rank_by?: string | null };
  result?: object | null;
  error?: { code?: string; detail?: string } | null;
};
